import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ISSUER_KEY } from '../../scripts/demo-issue.ts';
import { electronExecutable } from '../../scripts/runtime.ts';
import { NOW, secondsOf } from '../journeys/now.ts';
import { manyTexts } from '../journeys/visitors.ts';
import type { JudgingTask, JudgingTimes } from './judging.ts';
import { buildProgram, runProgram } from './programs.ts';
import { median, percentile, type Row } from './rows.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CODES = 1000;
const ROUNDS = 10;

/** The whole way from a code's text to a verdict, each code another person's with a signature of its own. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-judge-'));
  try {
    const task = join(folder, 'task.json');
    await writeFile(task, JSON.stringify(await makeTask()));
    const program = await buildProgram('judging');
    const electron = await runProgram<JudgingTimes>(await electronExecutable(), program, task);
    const node = await runProgram<JudgingTimes>(process.execPath, program, task);
    return [...rowsOf('Electron', electron, { target: { atLeast: 5000 } }), ...rowsOf('Node', node, {})];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function makeTask(): Promise<JudgingTask> {
  const { x } = JSON.parse(await readFile(ISSUER_KEY, 'utf8')) as { x: string };
  return {
    texts: await manyTexts(CODES),
    at: secondsOf(NOW),
    resources: join(ROOT, 'resources'),
    issuerKey: x,
    rounds: ROUNDS,
  };
}

function rowsOf(where: string, { judgeMs, verifyMs }: JudgingTimes, { target }: Pick<Row, 'target'>): Row[] {
  const [rate, bareRate] = [perSecond(judgeMs), perSecond(verifyMs)];
  return [
    {
      name: `${where}: judged`,
      value: rate,
      unit: '/s',
      ...(target && { target }),
      note: 'from a text to its verdict',
    },
    {
      name: `${where}: bare Ed25519 verifications`,
      value: bareRate,
      unit: '/s',
      note: 'of the same signatures, in turn',
    },
    { name: `${where}: judging one visitor, p50`, value: median(judgeMs), unit: 'ms' },
    { name: `${where}: judging one visitor, p99`, value: percentile(judgeMs, 0.99), unit: 'ms' },
    { name: `${where}: a bare verification, p50`, value: median(verifyMs), unit: 'ms' },
  ];
}

function perSecond(samples: readonly number[]): number {
  return samples.length / (samples.reduce((sum, ms) => sum + ms, 0) / 1000);
}
