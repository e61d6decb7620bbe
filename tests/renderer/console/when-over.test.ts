import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { whenOver } from '../../../renderer/console/hub/when-over.ts';
import { hubSource } from '../../../renderer/console/hub-source.ts';
import type { Me } from '../../../shared/console/accounts.ts';
import type { ExportAsk } from '../../../shared/console/calls.ts';
import { FRAME } from '../../../shared/console/frames.ts';
import { EVERYTHING } from '../../../shared/console/log.ts';

const MINUTE = 60_000;
const ME: Me = {
  ...{ name: '小一', login: 'one', role: 'manager', venue: 'mall', may: [], token: 'T' },
  ...{ mustChangePassword: false, hasOneTimeCodes: false, at: 'hub' },
};
const EXPORT: ExportAsk = { is: 'log', filter: EVERYTHING, format: 'csv', language: 'en', offsetMinutes: 0 };

let page: EventTarget;
let over: number;
let stop: () => void;
let send: () => Promise<Response>;
const source = hubSource(
  'http://hub.test/console/',
  () => undefined,
  () => send(),
);

beforeEach(() => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal('document', page);
  over = 0;
  source.become(ME);
  stop = whenOver(source.heardAtMs, () => (over += 1));
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a session is over after 30 minutes in which nothing was asked, though nobody clicks', () => {
  vi.advanceTimersByTime(30 * MINUTE - 1);
  expect(over).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(over).toBe(1);
});

test('whoever wakes the computer sees nothing of it', () => {
  vi.setSystemTime(Date.now() + 31 * MINUTE);
  page.dispatchEvent(new Event('visibilitychange'));
  expect(over).toBe(1);
});

test('once somebody has gone nothing is told', () => {
  stop();
  vi.advanceTimersByTime(60 * MINUTE);
  page.dispatchEvent(new Event('visibilitychange'));
  expect(over).toBe(0);
});

test.each<[string, () => Promise<Response>, boolean]>([
  ['was answered', () => Promise.resolve(Response.json({ traces: [] })), true],
  ['was refused', () => Promise.resolve(Response.json({ fault: 'not-allowed' }, { status: 403 })), true],
  ['failed', () => Promise.resolve(Response.json({ fault: 'data-unavailable' }, { status: 503 })), false],
  ['did not arrive', () => Promise.reject(new TypeError('no such host')), false],
])('what %s lets a session go on: %s', async (_what, answer, expected) => {
  send = answer;
  vi.advanceTimersByTime(20 * MINUTE);
  await source.ask('trace:list', null);
  vi.advanceTimersByTime(20 * MINUTE);
  expect(over === 0).toBe(expected);
});

test('a session goes on while rows of an export arrive', async () => {
  let add: (kind: number, payload: object) => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      add = (kind, payload) => {
        const bytes = Buffer.from(JSON.stringify(payload));
        const head = Buffer.alloc(5);
        head.writeUInt8(kind);
        head.writeUInt32BE(bytes.length, 1);
        controller.enqueue(Buffer.concat([head, bytes]));
      };
    },
  });
  send = () => Promise.resolve(new Response(body));
  let rows = 0;
  const exported = source.export(EXPORT, (count) => (rows = count), new AbortController().signal);
  await vi.advanceTimersByTimeAsync(20 * MINUTE);
  add(FRAME.progress, { rows: 500 });
  await vi.advanceTimersByTimeAsync(20 * MINUTE);
  expect([rows, over]).toEqual([500, 0]);
  add(FRAME.done, { rows: 500, name: 'log.csv' });
  expect(await exported).toMatchObject({ ok: true });
});
