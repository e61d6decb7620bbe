import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decommission, type DecommissionParts } from '../../../electron/decommission/decommission.ts';
import { verifyEvidence } from '../../../electron/decommission/evidence.ts';
import { listFiles } from '../../../electron/decommission/erase.ts';
import type { Report } from '../../../electron/decommission/report.ts';
import { dropState, readEnd, readState } from '../../../electron/decommission/state.ts';
import { keyIdOf, publicHalf } from '../../../electron/crypto.ts';
import { endJournal } from '../../../electron/store/set-aside.ts';
import type { Retirement } from '../../../shared/wire.ts';
import { freshFolder } from '../folders.ts';
import { bytesIn, foundIn, goneHub, goodHub, KIOSK, partsOf, usedKiosk, type Used } from './kit.ts';
import { NINE } from '../store/journal-entries.ts';

function written(report: string): Report {
  return JSON.parse(readFileSync(`${report}.json`, 'utf8')) as Report;
}

test('a kiosk whose hub has everything is told, erased and reported, and nothing of it is found', async () => {
  const used = usedKiosk();
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
  const { files } = listFiles(used.profile);
  const heard: Retirement[] = [];
  const openHub = () =>
    goodHub({
      retire: (retirement) => {
        heard.push(retirement);
        return Promise.resolve({ is: 'told', at: 'then' });
      },
    });
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

/** As `enrol --new-chain` leaves it: its journal is of before, and nobody came since. */
function movedKiosk(): Used {
  const used = usedKiosk();
  endJournal(join(used.profile, 'venue', 'journal.db'), NINE, 'abandoned');
  return used;
}

test('entries of a journal that was abandoned want a decision, and are in the report and the hub’s', async () => {
  const used = movedKiosk();
  const heard: Retirement[] = [];
  const openHub = () =>
    goodHub({
      retire: (retirement) => {
        heard.push(retirement);
        return Promise.resolve({ is: 'told', at: 'then' });
      },
    });
  expect(await decommission(partsOf(used, { openHub }))).toMatchObject({
    ok: false,
    fault: { fault: 'entries-owed', owed: 0, abandoned: 3 },
  });
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
  const none = partsOf(used, { openHub, choice: { is: 'abandon', entries: 0 } });
  expect(await decommission(none)).toMatchObject({ ok: false, fault: { fault: 'abandon-other' } });
  const done = await decommission(partsOf(used, { openHub, choice: { is: 'abandon', entries: 3 } }));
  expect(done).toMatchObject({ ok: true, value: { entries: { is: 'abandoned', owed: 0, abandoned: 3 } } });
  expect(heard).toEqual([{ unsent: 3, left: 'abandoned' }]);
  expect(readFileSync(used.report, 'utf8')).toContain(
    '另有 3 条在此前放弃的记录文件里，按本机的记载没有平台收到过，已随本机删除',
  );
});

test('a journal that was abandoned is exported with all else that no hub has', async () => {
  const used = movedKiosk();
  const file = join(used.folder, 'owed.ndjson');
  const done = await decommission(partsOf(used, { choice: { is: 'export', file } }));
  expect(done).toMatchObject({ ok: true, value: { entries: { is: 'exported', owed: 0, abandoned: 3, file } } });
  expect(await verifyEvidence(file)).toMatchObject([{ entries: 3, brokenAt: null }]);
});

test('at the screen, where nobody is told of an abandoned journal, the report says what went with it', async () => {
  const used = movedKiosk();
  const done = await decommission(partsOf(used, { asksOfAbandoned: false }));
  expect(done).toMatchObject({ ok: true, value: { entries: { is: 'nothing', owed: 0, abandoned: 3 } } });
  const report = readFileSync(used.report, 'utf8');
  expect(report).toContain(
    '3 entries of a journal that was abandoned before, which by the kiosk’s own record no hub has, were deleted',
  );
  expect(report).not.toContain('There were no entries');
});

test('what the hub of before had of an abandoned journal wants no decision, and is told', async () => {
  const used = movedKiosk();
  const [name = ''] = listFiles(join(used.profile, 'venue')).files.flatMap(({ path }) =>
    path.startsWith('journal.abandoned-') && path.endsWith('.db') ? [path] : [],
  );
  const mark = { epoch: KIOSK, through: 2, doneAtMs: NINE };
  writeFileSync(join(used.profile, 'venue', name.replace(/db$/u, 'mark.json')), JSON.stringify(mark));
  const done = await decommission(partsOf(used));
  expect(done).toMatchObject({ ok: true, value: { entries: { owed: 0, abandoned: 0, abandonedSent: 3 } } });
  expect(readFileSync(used.report, 'utf8')).toContain('had gone to the hub of that time');
});

test('how many an abandoned journal had that cannot be read nobody knows', async () => {
  const used = usedKiosk();
  writeFileSync(join(used.profile, 'venue', 'journal.abandoned-2022-05-13T01-00-00-000Z.db'), 'not a journal');
  const file = join(used.folder, 'owed.ndjson');
  const fault = { fault: 'journal-unreadable', owed: 0, abandoned: null };
  expect(await decommission(partsOf(used))).toMatchObject({ ok: false, fault });
  expect(await decommission(partsOf(used, { choice: { is: 'export', file } }))).toMatchObject({ ok: false, fault });
  const done = await decommission(partsOf(used, { choice: { is: 'abandon', entries: 'unknown' } }));
  expect(done).toMatchObject({ ok: true, value: { entries: { is: 'abandoned', owed: 0, abandoned: null } } });
});

test('what can be read is exported, also beside an abandoned journal that cannot be', async () => {
  const used = usedKiosk();
  writeFileSync(join(used.profile, 'venue', 'journal.abandoned-2022-05-13T01-00-00-000Z.db'), 'not a journal');
  const file = join(used.folder, 'owed.ndjson');
  const done = await decommission(partsOf(used, { choice: { is: 'export', file }, openHub: goneHub }));
  expect(done).toMatchObject({ ok: true, value: { entries: { is: 'exported', owed: 3, abandoned: null, file } } });
  expect(existsSync(file)).toBe(true);
});

test('after an interruption a folder that is empty, or is not there, is not the kiosk that was begun to be erased', async () => {
  const used = usedKiosk();
  await expect(decommission(partsOf(used, { at: interruptAt('settled', 0) }))).rejects.toThrow('interrupted');
  for (const profile of [freshFolder(), join(used.folder, 'mistyped')])
    expect(await decommission(partsOf(used, { profile }))).toMatchObject({
      ok: false,
      fault: { fault: 'no-such-profile' },
    });
  expect(await decommission(partsOf(used))).toMatchObject({ ok: true, value: { left: [] } });
});

test('an end that is nearly done goes on in its own folder alone', async () => {
  const used = usedKiosk();
  await expect(decommission(partsOf(used, { at: interruptAt('reported', 0) }))).rejects.toThrow('interrupted');
  const profile = join(used.folder, 'mistyped');
  expect(await decommission(partsOf(used, { profile }))).toMatchObject({ ok: false });
  expect(written(used.report).endedAt).toBeNull();
  expect(await decommission(partsOf(used))).toMatchObject({ ok: true, value: { left: [] } });
});

test('a report that cannot be written keeps everything as it was', async () => {
  const used = usedKiosk();
  const parts = partsOf(used, { report: join(used.folder, 'no-such-folder', 'report.txt') });
  await expect(decommission(parts)).rejects.toThrow('ENOENT');
  expect(readEnd(used.profile) !== null).toBe(false);
  expect(foundIn(bytesIn(used.profile), used)).toEqual(Object.keys(used.needles));
});

/** Ends everything when a point is come to for the `skip`-th time. @param wanted `null`: any */
function interruptAt(wanted: string | null, skip: number): (point: string) => void {
  let count = 0;
  return (point) => {
    if (wanted !== null && point !== wanted) return;
    if (count === skip) throw new Error('interrupted');
    count += 1;
  };
}

/** Interrupted at the n-th point. @returns whether it was */
async function interrupted(used: Used, n: number): Promise<boolean> {
  try {
    await decommission(partsOf(used, { at: interruptAt(null, n) }));
    return false;
  } catch (error) {
    if (error instanceof Error && error.message === 'interrupted') return true;
    throw error;
  }
}

test(
  'interrupted at any point it claims nothing that is not so, and ends as if it had not been, by the same call',
  { timeout: 180_000 },
  async () => {
    const whole = await decommission(partsOf(usedKiosk()));
    if (!whole.ok) throw new Error(whole.fault.fault);
    let n = 0;
    for (; ; n += 1) {
      const used = usedKiosk();
      if (!(await interrupted(used, n))) break;
      const isSettled = existsSync(used.profile) && readEnd(used.profile) !== null;
      if (!isSettled && existsSync(join(used.profile, 'venue'))) {
        expect([n, foundIn(bytesIn(used.profile), used)]).toEqual([n, Object.keys(used.needles)]);
      }
      if (existsSync(used.report)) {
        const so = written(used.report);
        expect([n, so.endedAt]).toEqual([n, null]);
        expect(readFileSync(used.report, 'utf8')).toContain('停用没有完成');
        const files = existsSync(used.profile) ? listFiles(used.profile).files.map(({ path }) => path) : [];
        expect([n, so.erased.files + files.length >= so.erased.files]).toEqual([n, true]);
      }
      const done = await decommission(partsOf(used));
      if (!done.ok) throw new Error(`${n}: ${done.fault.fault}`);
      expect([n, done.value]).toEqual([n, { ...whole.value, folder: used.profile }]);
      expect([n, existsSync(used.profile)]).toEqual([n, false]);
      expect([n, foundIn(bytesIn(used.folder), used)]).toEqual([n, []]);
    }
    expect(n).toBeGreaterThan(60);
  },
);

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
