import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../electron/cli/command.ts';
import { enrolKiosk } from '../../../electron/cli/enrol.ts';
import { encodeTicket } from '../../../shared/ticket.ts';
import { freshFolder } from '../folders.ts';
import { CODE, startFakeHub } from '../sync/fake-hub.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { run } from './cli-kit.ts';

test('a kiosk is set up in the venue’s folder of its profile, and nothing secret is said', async () => {
  const hub = await startFakeHub();
  const profile = join(freshFolder(), 'profile');
  const { exit, lines } = await run(enrolKiosk, ['--profile', profile, hub.ticket()]);
  expect(exit).toBe(0);
  expect(lines).toEqual([
    { kiosk: hub.taken[0]?.kiosk, venue: '人民广场商场', gate: 'north', hub: hub.url, beginsNewChain: false },
  ]);
  expect(JSON.parse(readFileSync(join(profile, 'venue', 'venue.json'), 'utf8'))).toEqual({
    policySource: `${hub.url}/policy`,
  });
});

test('a ticket comes by standard input, where no list of processes shows it', async () => {
  const hub = await startFakeHub();
  const { exit } = await run(enrolKiosk, ['--profile', freshFolder(), '-'], [hub.ticket()]);
  expect(exit).toBe(0);
});

test.each([
  ['as an argument', CODE, []],
  ['by standard input', '-', [CODE.toLowerCase()]],
])('without a ticket it goes by the hub’s address and a code, the code %s', async (_how, code, lines) => {
  const hub = await startFakeHub();
  const args = ['--profile', freshFolder(), '--hub', hub.url.replace('http://', ''), '--code', code];
  const { exit, lines: out } = await run(enrolKiosk, args, lines);
  expect([exit, out]).toMatchObject([0, [{ kiosk: hub.taken[0]?.kiosk, hub: hub.url }]]);
});

test.each([
  ['that is none', ['--hub', 'http://hub.example', '--code', CODE], 2, 'address-malformed'],
  ['with half a code', ['--hub', 'hub.example', '--code', 'ABCD'], 2, 'code-malformed'],
  ['where nobody is', ['--hub', '127.0.0.1:9', '--code', CODE], 1, 'hub-unreachable'],
])('an address %s is a fault', async (_what, typed, exit, fault) => {
  const profile = freshFolder();
  expect(await run(enrolKiosk, ['--profile', profile, ...typed])).toEqual({ exit, lines: [{ fault }] });
});

test.each([
  ['a ticket and an address', ['--hub', 'hub.example', 'DSE1:']],
  ['a ticket and a code', ['--code', CODE, 'DSE1:']],
  ['an address alone', ['--hub', 'hub.example']],
  ['a code alone', ['--code', CODE]],
])('%s are not how it is used', async (_what, args) => {
  await expect(run(enrolKiosk, ['--profile', freshFolder(), ...args])).rejects.toThrow(UsageError);
});

test('a ticket that is not good is exit code 2, a hub that is not there 1', async () => {
  const hub = await startFakeHub();
  hub.twist = { refuses: 'code-expired' };
  expect(await run(enrolKiosk, ['--profile', freshFolder(), hub.ticket()])).toEqual({
    exit: 2,
    lines: [{ fault: 'code-expired' }],
  });
  const nowhere = { hub: 'http://127.0.0.1:9', code: 'ABCD-EFGH-JKMN-PQRS' };
  const ticket = encodeTicket({ ...nowhere, hubKey: new Uint8Array(32), policyRoot: new Uint8Array(32) });
  expect(await run(enrolKiosk, ['--profile', freshFolder(), ticket])).toEqual({
    exit: 1,
    lines: [{ fault: 'hub-unreachable' }],
  });
});

/** The lock that Chromium keeps in a profile while the app runs. */
function lockedBy(target: string): string {
  const profile = freshFolder();
  symlinkSync(target, join(profile, 'SingletonLock'));
  return profile;
}

test('while the app runs nothing is done, and the ticket stays good', async () => {
  const hub = await startFakeHub();
  const profile = lockedBy(`${hostname()}-${process.pid}`);
  expect(await run(enrolKiosk, ['--profile', profile, hub.ticket()])).toEqual({
    exit: 2,
    lines: [{ fault: 'kiosk-running' }],
  });
  expect(hub.taken).toEqual([]);
  expect(readdirSync(profile)).toEqual(['SingletonLock']);
});

test.each<[string, () => string]>([
  ['a process that is gone', () => `${hostname()}-${spawnSync(process.execPath, ['--version']).pid}`],
  ['another machine', () => `${hostname()}.other-${process.pid}`],
  ['nobody', () => 'somewhere'],
])('a lock of %s keeps nothing', async (_case, target) => {
  const hub = await startFakeHub();
  expect((await run(enrolKiosk, ['--profile', lockedBy(target()), hub.ticket()])).exit).toBe(0);
});

test('with --new-chain a kiosk is a new one', async () => {
  const hub = await startFakeHub();
  const profile = freshFolder();
  await run(enrolKiosk, ['--profile', profile, hub.ticket()]);
  const { lines } = await run(enrolKiosk, ['--profile', profile, '--new-chain', hub.ticket()]);
  expect(lines).toMatchObject([{ beginsNewChain: true }]);
  expect(hub.taken.map(({ predecessor }) => predecessor)).toEqual([null, null]);
});

test.each([
  ['a profile', ['DSE1:X']],
  ['a ticket', ['--profile', '/tmp']],
  ['one ticket only', ['--profile', '/tmp', 'DSE1:X', 'DSE1:Y']],
  ['a proxy with its scheme', ['--profile', '/tmp', '--proxy', 'proxy:3128', 'DSE1:X']],
])('wants %s', async (_case, args) => {
  await expect(run(enrolKiosk, args)).rejects.toThrow();
});

test('a stopped copy of the journal’s chain does not make what the journal owes another venue’s', async () => {
  const profile = freshFolder();
  const [here, elsewhere] = [await startFakeHub(), await startFakeHub()];
  await run(enrolKiosk, ['--profile', profile, here.ticket()]);
  const path = join(profile, 'venue', 'journal.db');
  const { journal } = open(path);
  journal.append(entryAt(NINE));
  journal.close();
  const aside = join(profile, 'venue', 'journal.superseded-2022-05-13T01-00-00-000Z');
  copyFileSync(path, `${aside}.db`);
  writeFileSync(`${aside}.mark.json`, JSON.stringify({ epoch: null, through: -1, doneAtMs: null, isStopped: true }));
  expect(await run(enrolKiosk, ['--profile', profile, elsewhere.ticket()])).toEqual({
    exit: 2,
    lines: [{ fault: 'entries-owed' }],
  });
});
