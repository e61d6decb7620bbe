import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from '../build.ts';
import { reasonOf } from '../door.ts';
import { capture, type Finished } from '../processes.ts';
import { NOTHING, readPlaywright, readVitest, settleRunner, type Counts } from './counts.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** One line of the report: what was run, how it went, and what to read when it failed. */
export interface Outcome {
  readonly counts: Counts;
  readonly output: string;
}

export interface Stage {
  readonly name: string;
  run(env: NodeJS.ProcessEnv): Promise<Outcome>;
}

const CACHE = 'node_modules/.cache';

/** Runs a tool of node_modules by its file: no shell, no npx, the same on every system. */
function tool(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  return capture(process.execPath, [join(ROOT, 'node_modules', file), ...args], { cwd: ROOT, env });
}

/** A check counts one, whatever it looked at. */
function check(name: string, file: string, args: readonly string[]): Stage {
  return {
    name,
    run: async (env) => {
      const { code, stdout, stderr } = await tool(file, args, env);
      const counts = code === 0 ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1, failures: [name] };
      return { counts, output: stdout + stderr };
    },
  };
}

function types(name: string, project: string): Stage {
  return check(name, 'typescript/bin/tsc', ['-p', project]);
}

/** A test runner counts its tests, which it writes down as JSON. */
function runner(
  name: string,
  file: string,
  args: (report: string) => readonly string[],
  read: typeof readVitest,
): Stage {
  return {
    name,
    run: async (env) => {
      const folder = await mkdtemp(join(tmpdir(), 'sentinel-report-'));
      const report = join(folder, 'report.json');
      try {
        const { code, stdout, stderr } = await tool(file, args(report), {
          ...env,
          PLAYWRIGHT_JSON_OUTPUT_NAME: report,
        });
        return { counts: settleRunner(name, await readReport(report, read), code), output: stdout + stderr };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

async function readReport(report: string, read: typeof readVitest): Promise<Counts> {
  try {
    return read(JSON.parse(await readFile(report, 'utf8')));
  } catch (error) {
    return { ...NOTHING, failed: 1, failures: [`no readable report: ${reasonOf(error)}`] };
  }
}

const build: Stage = {
  name: 'build',
  run: async () => {
    try {
      await ensureBuilt();
      return { counts: { ...NOTHING, passed: 1 }, output: '' };
    } catch (error) {
      return { counts: { ...NOTHING, failed: 1, failures: ['build'] }, output: reasonOf(error) };
    }
  },
};

const unit = runner(
  'unit and property tests',
  'vitest/vitest.mjs',
  (report) => ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  readVitest,
);
const journeys = runner(
  'journeys in Electron',
  '@playwright/test/cli.js',
  () => ['test', '--reporter=list,json'],
  readPlaywright,
);

/** Cheap first. Stages that stand together run at the same time. */
export const FAST: readonly (readonly Stage[])[] = [
  [
    check('format (prettier)', 'prettier/bin/prettier.cjs', [
      '--check',
      '--cache',
      `--cache-location=${CACHE}/prettier-check`,
      '.',
    ]),
  ],
  [check('lint (eslint)', 'eslint/bin/eslint.js', ['--cache', `--cache-location=${CACHE}/eslint-check`, '.'])],
  [types('types of the core (tsc)', 'shared'), types('types of the window (tsc)', 'renderer')],
  [types('types of the rest (tsc)', '.')],
  [
    check('layers (dependency-cruiser)', 'dependency-cruiser/bin/dependency-cruise.mjs', [
      ...['shared', 'electron', 'hub', 'renderer', 'scripts', 'tests'],
      '--config',
    ]),
    check('unused code (knip)', 'knip/bin/knip.js', []),
  ],
  [unit],
];
export const SLOW: readonly (readonly Stage[])[] = [[build], [journeys]];
