import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { openAsking } from '../../../electron/console/asking.ts';
import { openConsole, type ConsoleDesk, type ConsoleParts } from '../../../electron/console/calls.ts';
import { exportInThread } from '../../../electron/console/exporting.ts';
import { personKey } from '../../../electron/crypto.ts';
import { openGuardDesk, type GuardDesk } from '../../../electron/guards/desk.ts';
import { GUARDS_FILE, writeGuards } from '../../../electron/guards/list.ts';
import { AT_A_KIOSK } from '../../../shared/console/abilities.ts';
import { CONSOLE_CALLS, type ConsoleAsk, type ConsoleCall, type ExportAsk } from '../../../shared/console/calls.ts';
import { EVERYTHING, MAX_PAGE } from '../../../shared/console/log.ts';
import type { KioskStatus } from '../../../shared/contract.ts';
import { OPEN_FOR_MS, type Guard } from '../../../shared/guard.ts';
import { fail, ok, type Result } from '../../../shared/result.ts';
import { NOW } from '../../shared/credential/codes.ts';
import { CARD, OTHER_CARD } from '../../shared/cards.ts';
import { DEMO } from '../../shared/policy/policy-kit.ts';
import { freshFolder } from '../folders.ts';
import { buildWorker } from '../sync/worker-program.ts';
import { door, lay, list, openDoor, rows } from '../visits-kit.ts';

const SUPERVISOR: Guard = { number: 'S1', name: '老李', role: 'supervisor' };
const GUARD: Guard = { number: 'G1', name: '小王', role: 'guard' };

const STATUS = {
  settings: { venueType: 'mall', language: 'zh-CN', direction: 'in', devices: [], gate: null },
  venueTypes: [{ id: 'mall', name: { 'zh-CN': '商场', en: 'Mall' } }],
  policy: { ageSeconds: 7200 },
  sync: null,
} as unknown as KioskStatus;

const [FROM, UNTIL] = [NOW * 1000 - 3_600_000, NOW * 1000 + 3_600_000];
const SOUGHT: ConsoleAsk<'person:find'> = {
  number: CARD.documentNumber,
  ...{ reason: 'health-office', caseNumber: 'A-17', fromMs: FROM, untilMs: UNTIL },
};
const EXPORT: ExportAsk = { is: 'log', filter: EVERYTHING, format: 'csv', language: 'en', offsetMinutes: 480 };

/** One that is right for each call that a kiosk answers. */
const ASKS: { [C in ConsoleCall]?: ConsoleAsk<C> } = {
  me: null,
  facets: null,
  list: { filter: EVERYTHING, order: 'newest-first', after: null, limit: 50 },
  count: { filter: EVERYTHING },
  overview: { dayMs: Math.floor(FROM / 900_000) * 900_000, gate: null },
  'person:find': SOUGHT,
};

let [askProgram, exportProgram] = ['', ''];

beforeAll(async () => {
  askProgram = await buildWorker('electron/console/ask-worker.ts', 'calls-test-ask.js');
  exportProgram = await buildWorker('electron/console/export-worker.ts', 'calls-test-export.js');
});

let desk: GuardDesk;
let manager: ConsoleDesk;
let downloads: string;
let written: number[];
let hasStick: boolean;

beforeEach(() => {
  openDoor();
  const directory = dirname(door.path);
  writeGuards(directory, [
    { ...GUARD, pin: null },
    { ...SUPERVISOR, pin: null },
  ]);
  desk = openGuardDesk({
    ...{ directory, demoList: null, triesNotSaved: () => undefined, ended: () => undefined },
    monotonicMs: () => door.passedMs,
    after: () => () => undefined,
  });
  downloads = join(freshFolder(), 'downloads');
  [written, hasStick] = [[], true];
  manager = openManager();
  onTestFinished(() => {
    manager.stop();
  });
});

function openManager(parts: Partial<ConsoleParts> = {}): ConsoleDesk {
  const log = { write: (event: string, fields: object) => door.logged.push(JSON.stringify({ event, ...fields })) };
  return openConsole({
    ...{ journalPath: door.path, guards: desk, log, mountRoots: [], gate: () => '东门', policy: () => DEMO },
    clock: {
      now: () => ({ epochMs: NOW * 1000 + door.passedMs, offsetMinutes: 480 }),
      monotonicMs: () => door.passedMs,
    },
    status: () => ({ ...STATUS, guards: desk.status() }),
    get downloads() {
      return hasStick ? () => downloads : null;
    },
    asking: openAsking({ journalPath: door.path, failed: () => undefined, program: askProgram }),
    export: (plan, listener) => exportInThread(plan, listener, exportProgram),
    keyOf: (person) => ({ key: personKey(new Uint8Array(32), person) }),
    enter: (acts) => door.sentinel.hands.recordConsole(acts, desk.openTo()?.number ?? null),
    rows: (count) => written.push(count),
    ...parts,
  });
}

function ask(call: ConsoleCall, what: unknown): Promise<Result<unknown, string>> {
  return manager.calls['console:ask']({ call, ask: what });
}

/** What the console has entered, and by whom. */
function acts(): unknown[] {
  return rows()
    .filter(({ type }) => type === 'manual')
    .map(({ reasons, guard }) => [JSON.parse(String(reasons)) as unknown, guard]);
}

test.each<[string, () => void]>([
  ['locked', () => undefined],
  [
    'open to a guard',
    () => {
      desk.unlock(GUARD);
    },
  ],
])('while it is %s, the kiosk answers nothing, writes nothing and enters nothing', async (_how, begin) => {
  begin();
  for (const call of Object.keys(CONSOLE_CALLS) as ConsoleCall[]) {
    expect([call, await ask(call, ASKS[call] ?? null)]).toEqual([call, fail('locked')]);
  }
  expect(await manager.calls['console:export'](EXPORT)).toEqual(fail('locked'));
  expect(await manager.calls['console:save']({ name: 'day.pdf', bytes: Uint8Array.of(1) })).toEqual(fail('locked'));
  expect(await manager.calls['console:export-cancel'](null)).toBeNull();
  expect(rows()).toEqual([]);
});

test('a kiosk that never had a list of guards keeps its console closed, whoever stands at it; the demo has its own', async () => {
  const directory = freshFolder();
  const parts = { directory, triesNotSaved: () => undefined, ended: () => undefined, after: () => () => undefined };
  const monotonicMs = (): number => door.passedMs;
  desk = openGuardDesk({ ...parts, demoList: null, monotonicMs });
  manager = openManager();
  for (const call of Object.keys(CONSOLE_CALLS) as ConsoleCall[])
    expect([call, await ask(call, ASKS[call] ?? null)]).toEqual([call, fail('locked')]);
  expect(await manager.calls['console:export'](EXPORT)).toEqual(fail('locked'));
  expect(await manager.calls['console:save']({ name: 'day.pdf', bytes: Uint8Array.of(1) })).toEqual(fail('locked'));
  expect(rows()).toEqual([]);
  const demo = freshFolder();
  writeGuards(demo, [{ ...SUPERVISOR, pin: null }]);
  desk = openGuardDesk({ ...parts, demoList: join(demo, GUARDS_FILE), monotonicMs });
  manager = openManager();
  expect(await ask('me', null)).toMatchObject({ ok: true });
});

test.each([
  ['the number of a card', CARD.documentNumber, 'number-in-text'],
  ['what nobody sees', 'A-\u202E71', 'unseen-in-text'],
])(
  'a case number with %s in it is refused in its own words, and nothing is looked for or entered',
  async (_what, caseNumber, fault) => {
    desk.unlock(SUPERVISOR);
    expect(await ask('person:find', { ...SOUGHT, caseNumber })).toEqual(fail(fault));
    expect(rows()).toEqual([]);
  },
);

test('to a supervisor it answers each call as the window is promised, and refuses what nobody may here', async () => {
  desk.unlock(SUPERVISOR);
  lay(CARD);
  for (const call of Object.keys(CONSOLE_CALLS) as ConsoleCall[]) {
    const id = String(rows()[0]?.['id']);
    const answer = await ask(call, call === 'detail' ? { id } : (ASKS[call] ?? null));
    const { may, reply } = CONSOLE_CALLS[call];
    if (call !== 'detail' && !(call in ASKS)) expect([call, answer]).toEqual([call, fail('not-allowed')]);
    else expect([call, answer.ok && reply.parse(answer.value)]).toEqual([call, answer.ok && answer.value]);
    if (call in ASKS && may !== null) expect(AT_A_KIOSK).toContain(may);
  }
});

test('it says who asks, and of where', async () => {
  desk.unlock(SUPERVISOR);
  expect(await ask('me', null)).toMatchObject(
    ok({ name: '老李', login: 'S1', role: 'supervisor', at: 'kiosk', venue: '商场' }),
  );
});

test('a reason is said in the words of the rules in force', async () => {
  desk.unlock(SUPERVISOR);
  expect(lay(CARD)).toBe('refer card-without-status');
  const detail = await ask('detail', { id: String(rows()[0]?.['id']) });
  expect(detail).toMatchObject(
    ok({
      row: { gate: '东门', maskedName: '张*三' },
      reasons: [{ code: 'card-without-status', phone: 'I-ONLY', verdict: 'refer', rule: null }],
      wordsVersion: DEMO.version,
      related: [],
    }),
  );
  expect(await ask('detail', { id: '0180baed-fa80-7000-8000-000000000001' })).toEqual(fail('not-found'));
});

test('who has decided by hand is named as long as the list has them, and every reason has its words', async () => {
  desk.unlock(SUPERVISOR);
  door.sentinel.hands.decide(
    { about: null, reason: 'child', verdict: 'admit', otherThan: [] },
    { ...GUARD, number: 'G9' },
    0,
  );
  const facets = CONSOLE_CALLS.facets.reply.parse(((await ask('facets', null)) as { value: unknown }).value);
  expect(facets.gates).toEqual(['东门']);
  expect(facets.guards).toEqual([
    { number: 'G1', name: '小王' },
    { number: 'G9', name: null },
    { number: 'S1', name: '老李' },
  ]);
  expect(facets.reasons.filter(({ says }) => says === null)).toEqual([]);
  expect(facets.reasons.find(({ code }) => code === 'child')?.says).toEqual({ 'zh-CN': '儿童', en: 'Child' });
  expect(facets.reasons.find(({ code }) => code === 'test-too-old')?.phone).toBe('T-OLD');
});

test.each<[ConsoleCall, unknown]>([
  ['list', { ...ASKS.list, limit: MAX_PAGE + 1 }],
  ['list', { ...ASKS.list, filter: { ...EVERYTHING, verdict: 'perhaps' } }],
  ['detail', { id: '1 or 1' }],
  ['overview', { dayMs: 1, gate: null }],
  ['person:find', { ...SOUGHT, caseNumber: '' }],
  ['me', 'me'],
])('what is not asked as it should be is not answered: %s', async (call, what) => {
  desk.unlock(SUPERVISOR);
  expect(await ask(call, what)).toEqual(fail('ask-malformed'));
  expect(rows()).toEqual([]);
});

test.each<[ConsoleCall, boolean]>([
  ['list', true],
  ['detail', true],
  ['overview', false],
  ['me', false],
])('the kiosk stays open by what a hand asks, and not by what a window asks by itself: %s', async (call, staysOpen) => {
  desk.unlock(SUPERVISOR);
  door.passedMs += OPEN_FOR_MS - 1;
  expect(await ask(call, ASKS[call] ?? null)).not.toEqual(fail('locked'));
  door.passedMs += 2;
  expect(desk.status().access).toBe(staysOpen ? 'supervisor' : 'locked');
});

test('somebody is found by the number of their card, which is entered first: why, and by whom', async () => {
  desk.unlock(SUPERVISOR);
  list(CARD);
  lay(CARD);
  lay(OTHER_CARD);
  const found = await ask('person:find', { ...SOUGHT, number: CARD.documentNumber.toLowerCase() });
  expect(found).toMatchObject(ok({ isAll: true, rows: [{ maskedName: '张*三', format: 'id-card' }] }));
  expect(acts()).toEqual([[['person-sought', 'sought-health-office'], 'S1']]);
  expect(await ask('person:find', { ...SOUGHT, untilMs: FROM })).toEqual(ok({ rows: [], isAll: true }));
});

test.each(['110105194912310021', '11010519491231002', '', 'somebody'])(
  'a number that is none finds nobody, and nothing is entered: %s',
  async (number) => {
    desk.unlock(SUPERVISOR);
    expect(await ask('person:find', { ...SOUGHT, number })).toEqual(fail('number-wrong'));
    expect(rows()).toEqual([]);
  },
);

test('ten are looked for in a minute, and no more', async () => {
  desk.unlock(SUPERVISOR);
  for (let n = 0; n < 10; n += 1) expect(await ask('person:find', SOUGHT)).toEqual(ok({ rows: [], isAll: true }));
  door.passedMs += 59_999;
  expect(await ask('person:find', SOUGHT)).toEqual(fail('too-many-requests'));
  expect(acts()).toHaveLength(10);
  door.passedMs += 1;
  expect(await ask('person:find', SOUGHT)).toEqual(ok({ rows: [], isAll: true }));
});

test('the number that somebody is looked for by is nowhere on the disk, and in no log', async () => {
  desk.unlock(SUPERVISOR);
  await ask('person:find', SOUGHT);
  await ask('person:find', { ...SOUGHT, number: `${SOUGHT.number}0` });
  door.journal.close();
  const files = readdirSync(dirname(door.path), { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  const bytes = [
    ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))),
    Buffer.from(door.logged.join()),
  ];
  expect(files.map(({ name }) => name)).toContain('journal.db');
  for (const part of [SOUGHT.number, SOUGHT.number.slice(0, -1), SOUGHT.caseNumber]) {
    expect(bytes.some((it) => it.includes(part))).toBe(false);
  }
});

test('what cannot be entered is not done', async () => {
  desk.unlock(SUPERVISOR);
  manager = openManager({ enter: () => 'journal-full' });
  expect(await ask('person:find', SOUGHT)).toEqual(fail('data-unavailable'));
  expect(await manager.calls['console:export'](EXPORT)).toEqual(fail('data-unavailable'));
  expect(readdirSync(downloads)).toEqual([]);
});

test('an export is entered, told of as it goes on, and lies where it says', async () => {
  desk.unlock(SUPERVISOR);
  lay(CARD);
  const name = 'digital-sentinel-20220513-0900.csv';
  // Its own entry is in it: it stands before the first row is read.
  const exported = manager.calls['console:export'](EXPORT);
  // Somebody comes, for whom it rests: it ends all the same.
  manager.rest();
  expect(await exported).toEqual(ok({ name, rows: 2, folder: downloads }));
  expect(readFileSync(join(downloads, name), 'utf8')).toContain('card-without-status');
  expect(acts()).toEqual([[['log-exported'], 'S1']]);
  expect(written).toEqual([2]);
  expect(door.logged.at(-1)).toBe(JSON.stringify({ event: 'log-exported', format: 'csv', rows: 2, fault: null }));
});

test('one file is written at a time, and one that is cancelled is gone', async () => {
  desk.unlock(SUPERVISOR);
  const first = manager.calls['console:export'](EXPORT);
  expect(await manager.calls['console:export'](EXPORT)).toEqual(fail('too-many-requests'));
  expect(await manager.calls['console:save']({ name: 'day.pdf', bytes: Uint8Array.of(1) })).toEqual(
    fail('too-many-requests'),
  );
  // Before the thread has begun.
  await manager.calls['console:export-cancel'](null);
  expect(await first).toEqual(fail('cancelled'));
  expect(readdirSync(downloads)).toEqual([]);
  expect(await manager.calls['console:save']({ name: 'day.pdf', bytes: Buffer.from('%PDF-') })).toEqual(
    ok({ name: 'day.pdf', folder: downloads }),
  );
  expect(readFileSync(join(downloads, 'day.pdf'), 'utf8')).toBe('%PDF-');
});

test('without a stick nothing is exported, and nothing entered', async () => {
  desk.unlock(SUPERVISOR);
  hasStick = false;
  expect(await manager.calls['console:export'](EXPORT)).toEqual(fail('no-stick'));
  expect(await manager.calls['console:save']({ name: 'day.pdf', bytes: Uint8Array.of(1) })).toEqual(fail('no-stick'));
  expect(rows()).toEqual([]);
});

test('a kiosk exports no trace', async () => {
  desk.unlock(SUPERVISOR);
  expect(await manager.calls['console:export']({ is: 'trace', id: '0180baed-fa80-7000-8000-000000000001' })).toEqual(
    fail('not-allowed'),
  );
});
