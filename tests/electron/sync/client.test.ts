import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openClient, type HubClient } from '../../../electron/sync/client.ts';
import { openWay } from '../../../electron/sync/dispatcher.ts';
import type { Limits } from '../../../electron/sync/silence.ts';
import { PATHS } from '../../../shared/wire.ts';
import { startFaultProxy, type Fault } from './fault-proxy.ts';
import { startStubHub, type StubHub } from './stub-hub.ts';
import { startTunnel } from './tunnel.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const { privateKey } = newKeyPair('ed25519');
const ASK = { chain: '0180bab7-0c00-7000-8000-000000000001', sequence: 0 };
const MINUTE_MS = 60_000;

let stub: StubHub;
let passedMs = 0;

beforeEach(async () => {
  stub = await startStubHub();
  passedMs = 0;
});

afterEach(async () => {
  await stub.close();
});

interface Changed {
  readonly hub?: string;
  readonly hubKey?: string;
  readonly proxy?: string | null;
  readonly limits?: Limits;
}

function client({ hub = stub.url, hubKey = stub.key, proxy = null, ...limits }: Changed = {}): HubClient {
  const clocks = { nowMs: () => Date.now() - 7_200_000, monotonicMs: () => performance.now() + passedMs };
  const made = openClient(
    { hub, hubKey, privateKey, way: openWay(proxy, undefined) },
    { ...clocks, randomBytes, ...limits },
  );
  onTestFinished(() => made.close());
  return made;
}

test('an answer that the hub signed is believed, and the hub’s clock is read off it', async () => {
  const asking = client();
  expect(asking.hubAheadMs()).toBeNull();
  expect(await asking.post(PATHS.chain, ASK)).toMatchObject({
    ok: true,
    value: { status: 200, body: { through: -1 } },
  });
  expect(Math.abs((asking.hubAheadMs() ?? 0) - 7_200_000)).toBeLessThan(1000);
});

test.each<[Fault, string]>([
  ['drop-request', 'hub-unreachable'],
  ['drop-answer', 'hub-unreachable'],
  ['truncate-answer', 'hub-unreachable'],
  ['reset-in-answer', 'hub-unreachable'],
  ['status-500', 'gateway-trouble'],
  ['html-200', 'answer-not-of-the-hub'],
  ['redirect', 'answer-not-of-the-hub'],
  ['garbage', 'answer-not-of-the-hub'],
  ['endless-answer', 'answer-not-of-the-hub'],
  ['flip-answer', 'answer-not-of-the-hub'],
  ['stale-answer', 'answer-not-of-the-hub'],
])('what came of a request is nothing where the network does %s', async (fault, expected) => {
  let isSpoiled = false;
  const proxy = await startFaultProxy(
    () => stub.url,
    () => (isSpoiled ? fault : null),
  );
  onTestFinished(() => proxy.close());
  const asking = client({ hub: proxy.url });
  expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true });
  isSpoiled = true;
  expect(await asking.post(PATHS.chain, ASK)).toEqual({ ok: false, fault: expected });
  isSpoiled = false;
  expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true });
});

test('a request that the network has swallowed is given up once the hub can be reached again', async () => {
  let isSwallowing = true;
  const proxy = await startFaultProxy(
    () => stub.url,
    (path) => (isSwallowing && path.startsWith(PATHS.chain) ? 'swallow' : null),
  );
  onTestFinished(() => proxy.close());
  const asking = client({ hub: proxy.url });
  const askedAt = performance.now();
  expect(await asking.post(PATHS.chain, ASK)).toEqual({ ok: false, fault: 'hub-unreachable' });
  expect(performance.now() - askedAt).toBeLessThan(5000);
  isSwallowing = false;
  expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true });
});

describe('an answer that never ends', () => {
  const LIMITS: Limits = { request: 1200, silent: 300, knock: 200, again: 50 };

  /** Garbage is collected meanwhile, as in a kiosk that has gone on for hours. */
  beforeEach(() => {
    setFlagsFromString('--expose-gc');
    const collecting = setInterval(runInNewContext('gc') as () => void, 20);
    return () => {
      clearInterval(collecting);
    };
  });

  const chain = (path: string): boolean => path.startsWith(PATHS.chain);
  const enrolment = (path: string): boolean => path.startsWith(PATHS.enrol);

  test.each<[Fault, string, (path: string) => boolean]>([
    ['drip', 'its time is over, the knocks being dripped as well', () => true],
    ['stall', 'its time is over, the knocks stalling as well', () => true],
    ['drip', 'the hub answers a knock', chain],
    ['stall', 'the hub answers a knock', chain],
    ['drip', 'its time is over, where it is of an enrolment', enrolment],
  ])('a %s is given up, and its connection closed, when %s', async (fault, _when, isSpoiled) => {
    let spoils: typeof isSpoiled = () => false;
    const proxy = await startFaultProxy(
      () => stub.url,
      (path) => (spoils(path) ? fault : null),
    );
    onTestFinished(() => proxy.close());
    const asking = client({ hub: proxy.url, limits: LIMITS });
    const path = isSpoiled(PATHS.chain) ? PATHS.chain : PATHS.enrol;
    expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true });
    spoils = isSpoiled;
    const askedAt = performance.now();
    expect(await asking.post(path, ASK)).toEqual({ ok: false, fault: 'hub-unreachable' });
    expect(performance.now() - askedAt).toBeLessThan(LIMITS.request + 600);
    await vi.waitFor(() => {
      expect(proxy.unanswered()).toBe(0);
    });
    spoils = () => false;
    expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true });
  });

  test('an answer that comes while a knock is still under way is as good as any', async () => {
    const slow = await startFaultProxy(
      () => stub.url,
      (path) => (path.startsWith(PATHS.chain) ? 'delay' : knocks() ? 'stall' : null),
    );
    let asked = 0;
    const knocks = (): boolean => (asked += 1) > 1;
    onTestFinished(() => slow.close());
    const asking = client({ hub: slow.url, limits: { ...LIMITS, silent: 5 } });
    expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true, value: { status: 200 } });
    expect(slow.met.get('stall')).toBeGreaterThan(0);
  });
});

test('a hub with another key is not the hub', async () => {
  const { publicKey } = newKeyPair('ed25519');
  const hubKey = publicKey.export({ format: 'jwk' }).x ?? '';
  expect(await client({ hubKey }).post(PATHS.chain, ASK)).toEqual({ ok: false, fault: 'answer-not-of-the-hub' });
});

test('nobody who listens is a hub that cannot be reached', async () => {
  expect(await client({ hub: 'http://127.0.0.1:9' }).post(PATHS.chain, ASK)).toEqual({
    ok: false,
    fault: 'hub-unreachable',
  });
});

test.each([
  ['is used again a moment before its last minute', 14 * MINUTE_MS - 5000, 1],
  ['is renewed in its last minute', 14 * MINUTE_MS, 2],
])('a challenge %s', async (_when, ms, challenges) => {
  const asking = client();
  await asking.post(PATHS.chain, ASK);
  passedMs = ms;
  await asking.post(PATHS.chain, ASK);
  expect(stub.asked.filter((path) => path === PATHS.challenge)).toHaveLength(challenges);
});

test.each(['challenge-expired', 'challenge-wrong'] as const)('after %s another is asked for, once', async (fault) => {
  const refusal = { status: 401, fault };
  stub.refusals.set(PATHS.chain, [refusal]);
  const asking = client();
  expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true, value: { status: 200 } });
  expect(stub.asked).toEqual([PATHS.challenge, PATHS.chain, PATHS.challenge, PATHS.chain]);
  stub.refusals.set(PATHS.chain, [refusal, refusal]);
  expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true, value: { status: 401 } });
});

test.each([
  ['5', 5000],
  ['300', 300_000],
  ['301', 300_000],
  ['99999', 300_000],
  ['0', 0],
  ['999999999', 300_000],
  ['1000000000', null],
  ['1e9', null],
  ['-5', null],
  ['5.5', null],
  ['', null],
  ['soon', null],
  ['Fri, 13 May 2022 01:00:00 GMT', null],
])('Retry-After: %s is read as %s ms', async (field, ms) => {
  stub.refusals.set(PATHS.chain, [{ status: 503, fault: 'hub-busy', headers: { 'retry-after': field } }]);
  expect(await client().post(PATHS.chain, ASK)).toMatchObject({ ok: true, value: { status: 503, retryAfterMs: ms } });
});

const DEEP = 30_000;

test.each<[string, string, unknown]>([
  ['deep beyond all sense', `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, expect.any(Array)],
  ['not JSON', 'nonsense', undefined],
  ['nothing', '', undefined],
])('an answer that the hub signed and that is %s is read as it is, and stops nothing', async (_what, text, body) => {
  const asking = client();
  stub.instead = text;
  expect(await asking.get(PATHS.challenge)).toMatchObject({ ok: true, value: { status: 200, body } });
  expect(await asking.post(PATHS.chain, ASK)).toEqual({ ok: false, fault: 'answer-not-of-the-hub' });
  stub.instead = null;
  expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true });
});

test('an answer that is packed is not unpacked: a bomb has nowhere to go off', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  const proxy = createServer((_incoming, outgoing) => {
    outgoing.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  const before = process.memoryUsage().arrayBuffers;
  const hub = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  expect(await client({ hub }).get(PATHS.challenge)).toEqual({ ok: false, fault: 'answer-not-of-the-hub' });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024);
});

test('a refusal of a challenge is an answer like any other', async () => {
  stub.refusals.set(PATHS.challenge, [{ status: 429, fault: 'too-many-requests' }]);
  expect(await client().post(PATHS.chain, ASK)).toMatchObject({ ok: true, value: { status: 429 } });
});

test('a venue’s proxy is gone through', async () => {
  const { url, through } = await startTunnel();
  expect(await client({ proxy: url }).post(PATHS.chain, ASK)).toMatchObject({ ok: true });
  expect(new Set(through)).toEqual(new Set([new URL(stub.url).host]));
});
