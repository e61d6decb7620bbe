import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { enrol } from '../../../electron/sync/enrol.ts';
import { enrolAnew } from '../../../electron/sync/enrol-anew.ts';
import { finishEnrolment, readHubFile } from '../../../electron/sync/enrolment.ts';
import { meetHub } from '../../../electron/sync/meet.ts';
import type { Provision } from '../../../shared/provision.ts';
import { fail } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from '../store/journal-entries.ts';
import { open } from '../store/journal-kit.ts';
import { startFakeHub, type FakeHub } from './fake-hub.ts';

let hub: FakeHub;
let directory: string;

beforeEach(async () => {
  hub = await startFakeHub();
  directory = join(freshFolder(), 'venue');
  mkdirSync(directory);
  await enrol({
    ...{ ticket: hub.ticket(), directory, store: null, owed: () => 0 },
    meet: (ticket, key) => meetHub(ticket, key, null, undefined),
  });
});

const anew = (provision: Provision): ReturnType<typeof enrolAnew> =>
  enrolAnew(provision, {
    ...{ directory, store: null, extraCa: undefined },
    resolveProxy: () => Promise.reject(new Error('no proxy is known')),
  });

test('while the app runs all stays as it is until the next start, which finds it set up anew and its journal whole', async () => {
  const path = join(directory, 'journal.db');
  const { journal } = open(path);
  journal.append(entryAt(NINE));
  const names = readdirSync(directory).filter((name) => !name.startsWith('journal'));
  const before = names.map((name) => [name, readFileSync(join(directory, name))] as const);
  expect(await anew({ ticket: hub.ticket(), settings: { language: 'en' } })).toMatchObject({
    ok: true,
    value: { kiosk: hub.taken[1]?.kiosk, beginsNewChain: false },
  });
  expect(hub.taken[1]?.predecessor).toBe(hub.taken[0]?.kiosk);
  for (const [name, bytes] of before) expect(readFileSync(join(directory, name))).toEqual(bytes);
  expect(readHubFile(directory)?.kiosk).toBe(hub.taken[0]?.kiosk);
  expect(existsSync(join(directory, 'settings.json'))).toBe(false);
  // And what is entered until then is of the same journal.
  expect(journal.append(entryAt(NINE)).ok).toBe(true);
  journal.close();
  finishEnrolment(directory);
  expect(readHubFile(directory)?.kiosk).toBe(hub.taken[1]?.kiosk);
  expect(JSON.parse(readFileSync(join(directory, 'settings.json'), 'utf8'))).toEqual({ language: 'en' });
  expect(open(path).journal.verify()).toEqual({ entries: 2, brokenAt: null });
});

test('a kiosk that owes entries stays where it is, and says so', async () => {
  const { journal } = open(join(directory, 'journal.db'));
  journal.append(entryAt(NINE));
  const elsewhere = await startFakeHub();
  expect(await anew({ ticket: elsewhere.ticket(), settings: {} })).toEqual(fail('entries-owed'));
  finishEnrolment(directory);
  expect(readHubFile(directory)?.kiosk).toBe(hub.taken[0]?.kiosk);
  expect(elsewhere.taken).toEqual([]);
});

test('settings without a ticket are nothing to set a kiosk up by', async () => {
  expect(await anew({ ticket: null, settings: { language: 'en' } })).toEqual(fail('ticket-malformed'));
});
