import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { Locked } from '../../../electron/guards/session.ts';
import { enrollingCalls } from '../../../electron/setup/enrolling.ts';
import { openProgress, type Progress } from '../../../electron/setup/progress.ts';
import { isVenueSetUp } from '../../../electron/venue.ts';
import { fail, ok } from '../../../shared/result.ts';
import { TICKET_FILE } from '../../../shared/setup.ts';
import { encodeTicket } from '../../../shared/ticket.ts';
import { freshFolder } from '../folders.ts';
import { CODE, startFakeHub, type FakeHub } from '../sync/fake-hub.ts';

// Outside Electron the package `electron` is the path of its binary, or an attempt to download one where there is none.
vi.hoisted(() => {
  process.env['ELECTRON_OVERRIDE_DIST_PATH'] = '/nowhere';
});
const { openConfig } = await import('../../../electron/config.ts');

let hub: FakeHub;
let profile: string;
let stick: string;
let progress: Progress;
let enrolled: number;
let logged: string[];
let proxies: string[];
let left: number;

beforeEach(async () => {
  hub = await startFakeHub();
  profile = freshFolder();
  stick = join(freshFolder(), 'media');
  mkdirSync(join(stick, 'usb'), { recursive: true });
  mkdirSync(join(profile, 'venue'));
  [enrolled, logged, proxies, left] = [0, [], [], 0];
});

function open(): ReturnType<typeof enrollingCalls> {
  const directory = join(profile, 'venue');
  progress = openProgress(directory);
  progress.note({});
  return enrollingCalls({
    ...{ directory, progress, store: null, extraCa: undefined, mountRoots: [stick] },
    config: openConfig(directory, 0),
    log: { write: (event, fields) => logged.push(JSON.stringify({ event, ...fields })) },
    resolveProxy(url) {
      proxies.push(url);
      return Promise.resolve('DIRECT');
    },
    enrolled() {
      enrolled += 1;
    },
    leave() {
      left += 1;
    },
  });
}

test('a ticket enrols the kiosk, and set-up goes on at its venue', async () => {
  const calls = open();
  expect(await calls['setup:read'](null)).toMatchObject({ progress: { step: 'language' }, kiosk: null });
  expect(await calls['setup:enrol']({ text: ` ${hub.ticket()}\n` })).toEqual(
    ok({ venue: '人民广场商场', gate: 'north' }),
  );
  expect(isVenueSetUp(profile)).toBe(true);
  expect(enrolled).toBe(1);
  expect(proxies).toEqual([hub.url]);
  expect(openProgress(join(profile, 'venue')).read().step).toBe('venue');
});

test('who is there before there is a kiosk leaves without a PIN', async () => {
  expect(await open()['setup:leave'](null)).toBeNull();
  expect([left, enrolled]).toEqual([1, 0]);
});

test('an address and a code, as somebody types them, enrol the kiosk like the ticket', async () => {
  const calls = open();
  const typed = { hub: hub.url.replace('http://', ' '), code: CODE.replaceAll('-', '').toLowerCase() };
  expect(await calls['setup:typed'](typed)).toEqual(ok({ venue: '人民广场商场', gate: 'north' }));
  expect([isVenueSetUp(profile), enrolled]).toEqual([true, 1]);
  expect(new Set(proxies)).toEqual(new Set([hub.url]));
  expect(openProgress(join(profile, 'venue')).read().step).toBe('venue');
});

test.each([
  ['an address that is none', { hub: 'http://hub.example', code: CODE }, 'address-malformed'],
  ['a code that is not whole', { hub: 'hub.example', code: CODE.slice(1) }, 'code-malformed'],
])('%s is refused, and nobody is asked', async (_what, typed, fault) => {
  expect(await open()['setup:typed'](typed)).toEqual(fail(fault));
  expect([proxies, hub.heard]).toEqual([[], []]);
  expect(logged).toContain(JSON.stringify({ event: 'set-up-refused', fault }));
});

test('who does not prove to know the code that was typed hears nothing more, and sets nothing up', async () => {
  hub.twist = { learns: (honest) => ({ body: { ...honest, proof: honest.policyRoot } }) };
  const calls = open();
  expect(await calls['setup:typed']({ hub: hub.url, code: CODE })).toEqual(fail('hub-not-proven'));
  expect(hub.heard).toHaveLength(1);
  expect([isVenueSetUp(profile), enrolled]).toEqual([false, 0]);
  expect(logged.join('\n')).not.toContain(CODE);
});

test('the language is kept, and nothing else is changed before there is a kiosk', async () => {
  const calls = open();
  await calls['setup:settings']({ language: 'en', venueType: 'school' });
  await calls['setup:note']({ step: 'hub', isSoundHeard: true });
  const again = open();
  expect(await again['setup:read'](null)).toEqual({
    progress: { step: 'hub', camera: null, isSoundHeard: null },
    language: 'en',
    kiosk: null,
  });
  expect(openConfig(join(profile, 'venue'), 0).read().venueType).toBe('mall');
});

test.each([
  ['used', 'code-used', 'code-used'],
  ['of a hub that says what nobody knows', 'moon', 'refused'],
] as const)('a ticket that is %s sets nothing up', async (_case, refuses, fault) => {
  hub.twist = { refuses };
  const calls = open();
  expect(await calls['setup:enrol']({ text: hub.ticket() })).toEqual(fail(fault));
  expect(isVenueSetUp(profile)).toBe(false);
  expect(enrolled).toBe(0);
  expect(logged).toContain(JSON.stringify({ event: 'set-up-refused', fault }));
  hub.twist = {};
  expect(await calls['setup:enrol']({ text: hub.ticket() })).toMatchObject({ ok: true });
});

test('a hub that is not there is said to be unreachable', async () => {
  const nowhere = { hub: 'http://127.0.0.1:9', code: 'ABCD-EFGH-JKMN-PQRS' };
  const text = encodeTicket({ ...nowhere, hubKey: new Uint8Array(32), policyRoot: new Uint8Array(32) });
  expect(await open()['setup:enrol']({ text })).toEqual(fail('hub-unreachable'));
});

test('a ticket is taken from a stick, whatever its system puts before a text', async () => {
  const calls = open();
  expect(await calls['setup:stick'](null)).toEqual(fail('no-ticket-on-stick'));
  writeFileSync(join(stick, 'usb', TICKET_FILE), `\uFEFF${hub.ticket()}\r\n`);
  expect(await calls['setup:stick'](null)).toMatchObject({ ok: true });
  expect(enrolled).toBe(1);
});

test('a file that is no ticket is refused as one, and no more than its beginning is read', async () => {
  writeFileSync(join(stick, 'usb', TICKET_FILE), Buffer.alloc(10_000_000, 'x'));
  expect(await open()['setup:stick'](null)).toEqual(fail('ticket-malformed'));
});

test('one ticket is asked about at a time', async () => {
  const calls = open();
  const first = calls['setup:enrol']({ text: hub.ticket() });
  await expect(calls['setup:enrol']({ text: hub.ticket() })).rejects.toThrow(Locked);
  await expect(calls['setup:typed']({ hub: hub.url, code: CODE })).rejects.toThrow(Locked);
  expect(await first).toMatchObject({ ok: true });
  expect(hub.taken).toHaveLength(1);
});

test('a disk that does not take the enrolment is said, and the ticket’s text is in no log', async () => {
  const calls = open();
  // Where a file is to lie there is a folder.
  mkdirSync(join(profile, 'venue', 'root.json'));
  expect(await calls['setup:enrol']({ text: hub.ticket() })).toEqual(fail('not-written'));
  expect(enrolled).toBe(0);
  expect(logged.join('\n')).not.toContain('DSE1');
  expect(readdirSync(join(profile, 'venue'))).toContain('enrolment.json');
});
