import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decommission, type DecommissionParts } from '../../../electron/decommission/decommission.ts';
import { verifyEvidence } from '../../../electron/decommission/evidence.ts';
import { listFiles } from '../../../electron/decommission/erase.ts';
import { dropState, readEnd, readState } from '../../../electron/decommission/state.ts';
import { keyIdOf, publicHalf } from '../../../electron/crypto.ts';
import type { Retirement } from '../../../shared/wire.ts';
import {
  bytesIn,
  foundIn,
  goneHub,
  goodHub,
  hearingHub,
  interruptAt,
  KIOSK,
  partsOf,
  usedKiosk,
  written,
} from './kit.ts';

test('a kiosk whose hub has everything is told, erased and reported, and nothing of it is found', async () => {
  const used = usedKiosk();
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
  const { files } = listFiles(used.profile);
  const heard: Retirement[] = [];
  const openHub = () => hearingHub(heard);
  const parts = partsOf(used, { openHub });
  const done = await decommission(parts);
  expect(done).toMatchObject({
    ok: true,
    value: {
      kiosk: { kiosk: KIOSK, venue: '人民广场商场', gate: 'north' },
      entries: { is: 'synced', sent: 3, owed: 0, fault: null },
      told: { is: 'told', at: 'then' },
      left: [],
      endedAt: '2022-05-13T01:00:00.000Z',
    },
  });
  expect(heard).toEqual([{ unsent: 0, left: null }]);
  expect(existsSync(used.profile)).toBe(false);
  expect(written(used.report)).toEqual(done.ok && done.value);
  // But for SQLite's log and its index, which went when the journal was closed.
  expect(done.ok && done.value.erased.files).toBe(files.filter(({ kind }) => kind === 'file').length - 2);
  expect(done.ok && done.value.erased.links).toEqual(['SingletonCookie']);
  expect(foundIn(bytesIn(used.folder), used)).toEqual([]);
  expect(parts.told.map(({ step }) => step)).toEqual(['settled', 'telling', 'told', 'erasing']);
});

test('keys go first, then what proves PINs, then entries, then all else, last of all how far it is', async () => {
  const used = usedKiosk();
  const order: string[] = [];
  let there = listFiles(used.profile).files.map(({ path }) => path);
  await decommission(
    partsOf(used, {
      at(point) {
        // Until then SQLite has had its log.
        if (point === 'settled') there = listFiles(used.profile).files.map(({ path }) => path);
        if (point !== 'deleted') return;
        const now = existsSync(used.profile) ? listFiles(used.profile).files.map(({ path }) => path) : [];
        order.push(...there.filter((path) => !now.includes(path)));
        there = now;
      },
    }),
  );
  const rank = (path: string): number => {
    if (/\.key$/u.test(path)) return 0;
    if (path.endsWith('guards.json')) return 1;
    if (path.includes('journal.')) return 2;
    return path.startsWith('venue/') ? 3 : path.startsWith('decommission') ? 5 : 4;
  };
  expect(order.length).toBeGreaterThan(8);
  expect(order.map(rank)).toEqual(order.map(rank).toSorted());
});

const NEVER = { is: 'sync' } as const;

test.each<[string, Partial<DecommissionParts>, object]>([
  ['the hub is not there', { openHub: goneHub }, { fault: 'entries-owed', owed: 3, why: 'hub-unreachable' }],
  [
    'another number is given up than is owed',
    { openHub: goneHub, choice: { is: 'abandon', entries: 2 } },
    { fault: 'abandon-other', owed: 3 },
  ],
  [
    'nobody knows how many were given up, and they can be counted',
    { openHub: goneHub, choice: { is: 'abandon', entries: 'unknown' } },
    { fault: 'abandon-other', owed: 3 },
  ],
  [
    'the hub lacks some',
    {
      openHub: () =>
        goodHub({
          ask: (chain) =>
            Promise.resolve({
              ...{ epoch: KIOSK, chain, through: 0, hash: `${'A'.repeat(43)}=`, asked: { is: 'missing' }, holes: [] },
            }),
        }),
    },
    { fault: 'entries-owed', owed: 2, why: null },
  ],
  [
    'the hub has others in their place',
    {
      openHub: () =>
        goodHub({
          ask: (chain, sequence) => {
            const hash = `${'B'.repeat(43)}=`;
            const asked = { is: 'received', hash } as const;
            return Promise.resolve({ epoch: KIOSK, chain, through: sequence, hash, asked, holes: [] });
          },
        }),
    },
    { fault: 'entries-owed', owed: 3 },
  ],
  ['the app runs', { isRunning: () => true }, { fault: 'kiosk-running' }],
])('nothing is destroyed where %s', async (_what, changes, refusal) => {
  const used = usedKiosk();
  expect(await decommission(partsOf(used, changes))).toMatchObject({ ok: false, fault: refusal });
  expect(readState(used.profile)).toBeNull();
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
  expect(existsSync(used.report)).toBe(false);
});

test('a kiosk that is started while its entries are counted goes on', async () => {
  const used = usedKiosk();
  const openHub = () =>
    goodHub({
      send: () => {
        // As the app does where it starts.
        dropState(used.profile);
        return Promise.resolve(null);
      },
    });
  expect(await decommission(partsOf(used, { openHub }))).toMatchObject({
    ok: false,
    fault: { fault: 'kiosk-running' },
  });
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
});

test('what the hub does not have goes to a file that is signed, and can be checked', async () => {
  const used = usedKiosk();
  const file = join(used.folder, 'owed.ndjson');
  const heard: Retirement[] = [];
  const openHub = () => ({
    ...goneHub(),
    retire: (retirement: Retirement) => {
      heard.push(retirement);
      return Promise.resolve({ is: 'not-told', why: 'hub-unreachable' } as const);
    },
  });
  const done = await decommission(partsOf(used, { openHub, choice: { is: 'export', file } }));
  expect(done).toMatchObject({
    ok: true,
    value: {
      entries: { is: 'exported', owed: 3, file, fault: 'hub-unreachable' },
      told: { is: 'not-told', why: 'hub-unreachable' },
    },
  });
  expect(heard).toEqual([{ unsent: 3, left: 'exported' }]);
  const signedBy = keyIdOf(publicHalf(used.privateKey));
  expect(await verifyEvidence(file)).toMatchObject([{ entries: 3, brokenAt: null, signedBy }]);
  expect(existsSync(used.profile)).toBe(false);
});

test('a file that is something else is not written over; one of before an interruption is', async () => {
  const used = usedKiosk();
  const file = join(used.folder, 'owed.ndjson');
  const parts = partsOf(used, { openHub: goneHub, choice: { is: 'export', file } });
  writeFileSync(file, 'somebody’s own');
  expect(await decommission(parts)).toMatchObject({ ok: false, fault: { fault: 'export-exists' } });
  expect(readFileSync(file, 'utf8')).toBe('somebody’s own');
  rmSync(file);
  const interrupted = partsOf(used, { ...parts, at: interruptAt('settled', 0) });
  await expect(decommission(interrupted)).rejects.toThrow('interrupted');
  expect(await decommission(parts)).toMatchObject({ ok: true, value: { entries: { is: 'exported', owed: 3 } } });
});

test('as many as are owed may be given up, and the report says so', async () => {
  const used = usedKiosk();
  const done = await decommission(partsOf(used, { openHub: goneHub, choice: { is: 'abandon', entries: 3 } }));
  expect(done).toMatchObject({ ok: true, value: { entries: { is: 'abandoned', owed: 3 } } });
  expect(readFileSync(used.report, 'utf8')).toContain('3 条记录平台没有，按操作人的决定放弃');
});

test('a journal that cannot be read owes nobody knows how many', async () => {
  const used = usedKiosk();
  writeFileSync(join(used.profile, 'venue', 'journal.db'), 'not a journal');
  expect(await decommission(partsOf(used))).toMatchObject({
    ok: false,
    fault: { fault: 'journal-unreadable', owed: null },
  });
  const file = join(used.folder, 'owed.ndjson');
  expect(await decommission(partsOf(used, { choice: { is: 'export', file } }))).toMatchObject({
    ok: false,
    fault: { fault: 'journal-unreadable' },
  });
  const done = await decommission(partsOf(used, { choice: { is: 'abandon', entries: 'unknown' } }));
  expect(done).toMatchObject({ ok: true, value: { entries: { is: 'abandoned', owed: null } } });
});

test('a kiosk without a usable key says why the hub was not told', async () => {
  const used = usedKiosk();
  rmSync(join(used.profile, 'venue', 'kiosk.key'));
  expect(await decommission(partsOf(used))).toMatchObject({ ok: false, fault: { why: 'key-missing', owed: 3 } });
  const done = await decommission(partsOf(used, { choice: { is: 'abandon', entries: 3 } }));
  expect(done).toMatchObject({ ok: true, value: { told: { is: 'not-told', why: 'key-missing' } } });
});

test('a profile in which nobody was ever set up is erased, without a hub', async () => {
  const used = usedKiosk();
  rmSync(join(used.profile, 'venue'), { recursive: true });
  mkdirSync(join(used.profile, 'demo'));
  writeFileSync(join(used.profile, 'demo', 'set-up.json'), '{}');
  const done = await decommission(partsOf(used));
  expect(done).toMatchObject({
    ok: true,
    value: { kiosk: null, entries: { is: 'nothing' }, told: { is: 'no-hub' }, left: [] },
  });
  expect(existsSync(used.profile)).toBe(false);
});

test('so is one that was given guards and nothing else, whatever lies beside its folder', async () => {
  const used = usedKiosk();
  rmSync(join(used.profile, 'venue'), { recursive: true });
  mkdirSync(join(used.profile, 'venue'));
  writeFileSync(join(used.profile, 'venue', 'guards.json'), '{}');
  writeFileSync(join(used.profile, 'journal.db'), '');
  expect(await decommission(partsOf(used))).toMatchObject({ ok: true, value: { left: [] } });
});

test('a kiosk that was begun and never enrolled is one, and owes what it has to somebody’s decision', async () => {
  const used = usedKiosk();
  for (const name of ['hub.json', 'venue.json', 'kiosk.key', 'kiosk-before.key']) {
    rmSync(join(used.profile, 'venue', name), { force: true });
  }
  expect(await decommission(partsOf(used))).toMatchObject({ ok: false, fault: { fault: 'entries-owed', owed: 3 } });
  const done = await decommission(partsOf(used, { choice: { is: 'abandon', entries: 3 } }));
  expect(done).toMatchObject({ ok: true, value: { kiosk: null, told: { is: 'no-hub' }, left: [] } });
});

test('a folder that holds no kiosk is left alone', async () => {
  const used = usedKiosk();
  const profile = join(used.profile, 'venue');
  const before = bytesIn(used.folder);
  expect(await decommission(partsOf({ ...used, profile }))).toMatchObject({
    ok: false,
    fault: { fault: 'no-such-profile' },
  });
  expect(bytesIn(used.folder).equals(before)).toBe(true);
});

test('a demo that has enrolled is ended as a kiosk of its own, and not beside the venue’s', async () => {
  const used = usedKiosk();
  const [venue, demo] = [join(used.profile, 'venue'), join(used.profile, 'demo')];
  cpSync(venue, demo, { recursive: true });
  expect(await decommission(partsOf(used))).toMatchObject({ ok: false, fault: { fault: 'two-kiosks' } });
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
  rmSync(venue, { recursive: true });
  // As a start without --demo leaves it.
  mkdirSync(venue);
  expect(await decommission(partsOf(used))).toMatchObject({
    ok: true,
    value: { kiosk: { kiosk: KIOSK }, entries: { is: 'synced', sent: 3 }, told: { is: 'told' } },
  });
});

test('a report that cannot be written keeps everything as it was', async () => {
  const used = usedKiosk();
  const parts = partsOf(used, { report: join(used.folder, 'no-such-folder', 'report.txt') });
  await expect(decommission(parts)).rejects.toThrow('ENOENT');
  expect(readEnd(used.profile) !== null).toBe(false);
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
});

test('what cannot be deleted is in the report, and tried again', async () => {
  const used = usedKiosk();
  let isInWay = true;
  const parts = partsOf(used, {
    at(point) {
      // Somebody writes there while it is erased.
      if (point === 'told') isInWay = true;
      if (point === 'noted' && isInWay) writeFileSync(join(used.profile, 'Cache'), 'new');
    },
  });
  const done = await decommission(parts);
  expect(done).toMatchObject({
    ok: true,
    value: { endedAt: null, left: [{ path: 'Cache', why: 'still-there', isOverwritten: false }] },
  });
  expect(readEnd(used.profile) !== null).toBe(true);
  isInWay = false;
  expect(await decommission({ ...parts, choice: NEVER, at: () => undefined })).toMatchObject({
    ok: true,
    value: { left: [] },
  });
  expect(existsSync(used.profile)).toBe(false);
});
