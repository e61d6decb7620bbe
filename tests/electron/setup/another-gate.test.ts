import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { Locked } from '../../../electron/guards/session.ts';
import { anotherGateCalls } from '../../../electron/setup/another-gate.ts';
import { enrollingCalls } from '../../../electron/setup/enrolling.ts';
import { openProgress } from '../../../electron/setup/progress.ts';
import { enrolAnew } from '../../../electron/sync/enrol-anew.ts';
import { finishEnrolment, readHubFile } from '../../../electron/sync/enrolment.ts';
import { encodeProvision } from '../../../shared/provision.ts';
import { fail, ok } from '../../../shared/result.ts';
import { TICKET_FILE } from '../../../shared/setup.ts';
import { decodeTicket, encodeTicket } from '../../../shared/ticket.ts';
import { freshFolder } from '../folders.ts';
import { startFakeHub, type FakeHub } from '../sync/fake-hub.ts';

// Outside Electron the package `electron` is the path of its binary, or an attempt to download one where there is none.
vi.hoisted(() => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = '/nowhere';
});
const { openConfig } = await import('../../../electron/config.ts');

const CODE_OF_SOUTH = 'BCDE-FGHJ-KMNP-QRST';

let hub: FakeHub;
let directory: string;
let stick: string;
let logged: string[];
let restarted: number;
let wrong: string;
let right: string;
let timers: (readonly [number, () => void])[];

beforeEach(async () => {
  hub = await startFakeHub();
  [directory, stick] = [join(freshFolder(), 'venue'), join(freshFolder(), 'media')];
  mkdirSync(directory);
  mkdirSync(join(stick, 'usb'), { recursive: true });
  [logged, restarted, timers] = [[], 0, []];
  wrong = hub.ticket();
  const read = decodeTicket(wrong);
  if (!read.ok) throw new Error(read.fault);
  right = encodeTicket({ ...read.value, code: CODE_OF_SOUTH });
  const first = enrollingCalls({
    ...{ directory, store: null, config: openConfig(directory, 0), progress: openProgress(directory) },
    ...{ ...ways(), log: log(), enrolled: () => undefined, leave: () => undefined },
  });
  expect(await first['setup:enrol']({ text: wrong })).toMatchObject({ ok: true });
  hub.twist = { gate: 'south' };
});

const log = (): { write: (event: string, fields: object) => void } => ({
  write: (event, fields) => logged.push(JSON.stringify({ event, ...fields })),
});

const ways = () => ({
  resolveProxy: () => Promise.resolve('DIRECT'),
  mountRoots: [stick],
  extraCa: undefined,
});

/** What the window of a kiosk that has enrolled may ask, once the app has started. */
function open(): ReturnType<typeof anotherGateCalls> {
  return anotherGateCalls({
    ...{ ...ways(), directory, log: log() },
    anew: {
      enrol: (given) => enrolAnew(given, { ...ways(), directory, store: null }),
      restart() {
        restarted += 1;
      },
      after(ms, run) {
        timers.push([ms, run]);
        return () => undefined;
      },
    },
  });
}

const gate = (): string | undefined => readHubFile(directory)?.gate;

test('by the right ticket it is the other gate’s from the next start, in the place of what it was', async () => {
  const calls = open();
  expect(await calls['setup:enrol']({ text: right })).toEqual(ok({ venue: '人民广场商场', gate: 'south' }));
  expect(hub.taken.map(({ predecessor }) => predecessor)).toEqual([null, hub.taken[0]?.kiosk]);
  // The app runs on as what it was until somebody has read it.
  expect([gate(), restarted, timers.map(([ms]) => ms)]).toEqual(['north', 0, [2500]]);
  timers[0]?.[1]();
  expect(restarted).toBe(1);
  finishEnrolment(directory);
  expect(gate()).toBe('south');
  expect(openProgress(directory).read().step).toBe('venue');
});

test('by a label its settings come too, and set-up goes on all the same', async () => {
  const label = encodeProvision({ ticket: right, settings: { direction: 'out' } });
  expect(await open()['setup:enrol']({ text: label.ok ? label.value : '' })).toMatchObject({ ok: true });
  finishEnrolment(directory);
  expect(JSON.parse(readFileSync(join(directory, 'settings.json'), 'utf8'))).toMatchObject({ direction: 'out' });
  expect(openProgress(directory).isUnderWay()).toBe(true);
});

test('the ticket that it has enrolled by, which the hub would take again, is refused without asking', async () => {
  const before = hub.heard.length;
  const calls = open();
  expect(await calls['setup:enrol']({ text: ` ${wrong}\n` })).toEqual(fail('same-code'));
  writeFileSync(join(stick, 'usb', TICKET_FILE), wrong);
  expect(await calls['setup:stick'](null)).toEqual(fail('same-code'));
  expect(hub.heard).toHaveLength(before);
  expect(logged).toContain(JSON.stringify({ event: 'set-up-refused', fault: 'same-code' }));
  expect([gate(), timers]).toEqual(['north', []]);
});

test('where the hub refuses, nothing has changed, and another ticket may be shown', async () => {
  hub.twist = { gate: 'south', refuses: 'code-used' };
  const calls = open();
  expect(await calls['setup:enrol']({ text: right })).toEqual(fail('code-used'));
  finishEnrolment(directory);
  expect([gate(), timers]).toEqual(['north', []]);
  hub.twist = { gate: 'south' };
  expect(await calls['setup:enrol']({ text: right })).toMatchObject({ ok: true });
});

test('an answer that was lost is asked for again, also after a restart, as the successor of who was taken', async () => {
  hub.twist = { gate: 'south', losesAnswer: true };
  expect(await open()['setup:enrol']({ text: right })).toMatchObject({ ok: false });
  finishEnrolment(directory);
  expect(gate()).toBe('north');
  hub.twist = { gate: 'south' };
  expect(await open()['setup:enrol']({ text: right })).toMatchObject({ ok: true });
  expect(hub.taken.map(({ predecessor }) => predecessor)).toEqual([null, hub.taken[0]?.kiosk, hub.taken[1]?.kiosk]);
  finishEnrolment(directory);
  expect(gate()).toBe('south');
});

test('once one was taken no other is until the app has started anew', async () => {
  const calls = open();
  await calls['setup:enrol']({ text: right });
  await expect(calls['setup:enrol']({ text: wrong })).rejects.toThrow(Locked);
  await expect(calls['setup:typed']({ hub: hub.url, code: CODE_OF_SOUTH })).rejects.toThrow(Locked);
  expect(hub.taken).toHaveLength(2);
});
