import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decommissionKiosk } from '../../../electron/cli/decommission.ts';
import { readEnd } from '../../../electron/decommission/state.ts';
import { endJournal } from '../../../electron/store/set-aside.ts';
import { bytesIn, foundIn, usedKiosk, type Used } from '../decommission/kit.ts';
import { freshFolder } from '../folders.ts';
import { NINE } from '../store/journal-entries.ts';
import { run } from './cli-kit.ts';

const argsOf = ({ profile, report }: Used, ...more: string[]): string[] => [
  ...['--profile', profile, '--report', report, ...more],
];

test('without --yes it says what would be done, and does nothing', async () => {
  const used = usedKiosk();
  const { exit, lines } = await run(decommissionKiosk, argsOf(used));
  expect(exit).toBe(2);
  expect(lines).toMatchObject([{ fault: 'not-confirmed', owed: 3, disputed: 0, abandoned: 0, isBegun: false }]);
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
  expect(readEnd(used.profile)).toBeNull();
});

test('a hub that is not there keeps everything, and is exit code 1', { timeout: 90_000 }, async () => {
  const used = usedKiosk();
  const { exit, lines } = await run(decommissionKiosk, argsOf(used, '--yes'));
  expect(exit).toBe(1);
  expect(lines.at(-1)).toEqual({ fault: 'entries-owed', owed: 3, disputed: 0, abandoned: 0, why: 'hub-unreachable' });
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
});

test('with a file for what is owed it comes to its end all the same', { timeout: 90_000 }, async () => {
  const used = usedKiosk();
  const file = join(used.folder, 'owed.ndjson');
  const { exit, lines } = await run(decommissionKiosk, argsOf(used, '--export', file, '--yes'));
  expect(exit).toBe(0);
  expect(lines.map((line) => (line as { step?: string }).step ?? 'report')).toEqual([
    ...['sending', 'settled', 'telling', 'told', 'erasing', 'report'],
  ]);
  expect(existsSync(used.profile)).toBe(false);
  expect(readFileSync(used.report, 'utf8')).toContain('3 条记录平台没有，已导出到');
  expect(JSON.parse(readFileSync(`${used.report}.json`, 'utf8'))).toEqual((lines.at(-1) as { report: object }).report);
});

test('while the app runs nothing is done', async () => {
  const used = usedKiosk();
  symlinkSync(`${hostname()}-${process.pid}`, join(used.profile, 'SingletonLock'));
  expect(await run(decommissionKiosk, argsOf(used, '--yes', '--abandon', '3'))).toEqual({
    exit: 2,
    lines: [{ fault: 'kiosk-running' }],
  });
});

test('a folder that is not there is no kiosk', async () => {
  const used = usedKiosk();
  const args = ['--profile', join(used.folder, 'nobody'), '--report', used.report, '--yes'];
  expect(await run(decommissionKiosk, args)).toEqual({ exit: 2, lines: [{ fault: 'no-such-folder' }] });
});

test.each<[string, (used: Used) => string]>([
  ['the kiosk’s own folder in it', ({ profile }) => join(profile, 'venue')],
  ['that, with a stray folder of the same name in it', ({ profile }) => strayIn(join(profile, 'venue'))],
  ['the folder that it lies in', ({ folder }) => folder],
  ['a folder that never was one', () => someFolder()],
])('in place of a profile %s is refused, and nothing in it is touched', async (_what, of) => {
  const used = usedKiosk();
  const folder = of(used);
  const before = bytesIn(used.folder);
  const report = join(freshFolder(), 'report.txt');
  const args = ['--profile', folder, '--report', report, '--abandon', '3'];
  expect(await run(decommissionKiosk, args)).toEqual({ exit: 2, lines: [{ fault: 'no-such-profile' }] });
  const { exit, lines } = await run(decommissionKiosk, [...args, '--yes']);
  expect([exit, lines]).toMatchObject([2, [{ fault: 'no-such-profile' }]]);
  expect(bytesIn(used.folder).equals(before)).toBe(true);
  expect([existsSync(folder), existsSync(report)]).toEqual([true, false]);
});

function strayIn(folder: string): string {
  mkdirSync(join(folder, 'venue'));
  writeFileSync(join(folder, 'venue', 'set-up.json'), '{}');
  return folder;
}

function someFolder(): string {
  const folder = freshFolder();
  for (const name of ['venue', 'demo']) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'notes.txt'), 'somebody’s own');
    writeFileSync(join(folder, name, 'settings.json'), '{}');
  }
  return folder;
}

test('entries of a journal that was abandoned are told, and wait for a decision', async () => {
  const used = usedKiosk();
  endJournal(join(used.profile, 'venue', 'journal.db'), NINE, 'abandoned');
  const { lines } = await run(decommissionKiosk, argsOf(used));
  expect(lines).toMatchObject([{ fault: 'not-confirmed', owed: 0, disputed: 0, abandoned: 3 }]);
  const second = await run(decommissionKiosk, argsOf(used, '--yes'));
  expect(second).toMatchObject({ exit: 2, lines: [{ fault: 'entries-owed', owed: 0, abandoned: 3 }] });
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
});

test('a demo that has enrolled beside the venue’s kiosk is told of before anything is done', async () => {
  const used = usedKiosk();
  mkdirSync(join(used.profile, 'demo'));
  writeFileSync(join(used.profile, 'demo', 'hub.json'), '{}');
  const without = await run(decommissionKiosk, argsOf(used));
  expect(without).toEqual({ exit: 2, lines: [{ fault: 'two-kiosks' }] });
  const { exit, lines } = await run(decommissionKiosk, argsOf(used, '--abandon', '3', '--yes'));
  expect([exit, lines]).toMatchObject([2, [{ fault: 'two-kiosks' }]]);
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
});

test.each<[string, (used: Used) => string[], string]>([
  ['a report', ({ profile }) => ['--profile', profile], '--report'],
  ['a report that is not erased', ({ profile }) => ['--profile', profile, '--report', join(profile, 'r')], 'outside'],
  [
    'a report that is not erased with a folder',
    ({ profile }) => ['--profile', profile, '--report', join(profile, 'venue', 'r')],
    'outside',
  ],
  ['a file that is not erased', (used) => argsOf(used, '--export', join(used.profile, 'owed')), 'outside'],
  ['a folder for its report', ({ profile }) => ['--profile', profile, '--report', '/no/such/r'], 'no folder'],
  ['one decision', (used) => argsOf(used, '--export', '/tmp/x', '--abandon', '3'), 'one of'],
  ['a number', (used) => argsOf(used, '--abandon', 'all'), '--abandon N'],
])('wants %s', async (_what, args, says) => {
  const used = usedKiosk();
  await expect(run(decommissionKiosk, args(used))).rejects.toThrow(says);
});

/** Decommissions, with a hub that is not there, and is killed at a point; the bundler's own runner reads the SQL. */
const PROGRAM = `
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(${JSON.stringify(join(import.meta.dirname, '../../../electron/decommission/decommission.ts'))}, { configFile: false });
  const { decommission } = module;
  const [profile, report, point, skip] = process.argv.slice(1);
  let count = 0;
  await decommission({
    profile, report,
    choice: { is: 'abandon', entries: 3 },
    store: null, proxy: null, extraCa: undefined, asksOfAbandoned: true,
    now: () => new Date(),
    isRunning: () => false,
    surroundings: () => ({ fileSystem: null, overwritesInPlace: null, encryption: 'unknown', hasSwap: null }),
    tell: () => undefined,
    openHub: () => ({
      send: async () => 'hub-unreachable',
      ask: async () => null,
      retire: async () => ({ is: 'not-told', why: 'hub-unreachable' }),
      close: async () => undefined,
    }),
    at(name) {
      if (name !== point) return;
      if (count === Number(skip)) process.kill(process.pid, 'SIGKILL');
      count += 1;
    },
  });
`;

test.each([
  ['begun', 0],
  ['settled', 0],
  ['told', 0],
  ['noted', 0],
  ['writing', 1],
  ['written', 2],
  ['overwritten', 4],
  ['renamed', 6],
  ['reported', 0],
  ['erased', 0],
  ['state-renamed', 0],
  ['state-renamed', 1],
  ['removed', 0],
])('killed at “%s” (%i) it goes on when it is run again', { timeout: 120_000 }, async (point, skip) => {
  const used = usedKiosk();
  const args = ['--input-type=module', '--eval', PROGRAM, used.profile, used.report, point, String(skip)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const again = await run(decommissionKiosk, argsOf(used, '--abandon', '3', '--yes'));
  expect(again.exit).toBe(0);
  expect(again.lines.at(-1)).toMatchObject({ report: { entries: { is: 'abandoned', owed: 3 }, left: [] } });
  expect(existsSync(used.profile)).toBe(false);
  expect(foundIn(bytesIn(used.folder), used)).toEqual([]);
});
