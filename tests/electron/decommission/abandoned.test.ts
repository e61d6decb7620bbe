import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decommission } from '../../../electron/decommission/decommission.ts';
import { verifyEvidence } from '../../../electron/decommission/evidence.ts';
import { listFiles } from '../../../electron/decommission/erase.ts';
import { endJournal } from '../../../electron/store/set-aside.ts';
import type { Retirement } from '../../../shared/wire.ts';
import { bytesIn, foundIn, goneHub, hearingHub, KIOSK, partsOf, usedKiosk, type Used } from './kit.ts';
import { NINE } from '../store/journal-entries.ts';

/** As `enrol --new-chain` leaves it: its journal is of before, and nobody came since. */
function movedKiosk(): Used {
  const used = usedKiosk();
  endJournal(join(used.profile, 'venue', 'journal.db'), NINE, 'abandoned');
  return used;
}

test('entries of a journal that was abandoned want a decision, and are in the report and the hub’s', async () => {
  const used = movedKiosk();
  const heard: Retirement[] = [];
  const openHub = () => hearingHub(heard);
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
