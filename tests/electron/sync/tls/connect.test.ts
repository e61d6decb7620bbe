import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { newKeyPair } from '../../../../electron/key-pair.ts';
import { openClient, type HubClient } from '../../../../electron/sync/client.ts';
import { openWay } from '../../../../electron/sync/dispatcher.ts';
import { enrol } from '../../../../electron/sync/enrol.ts';
import { meetHub } from '../../../../electron/sync/meet.ts';
import { fail } from '../../../../shared/result.ts';
import { PATHS } from '../../../../shared/wire.ts';
import { freshFolder } from '../../folders.ts';
import { startFakeHub } from '../fake-hub.ts';
import { startStubHub, type StubHub } from '../stub-hub.ts';
import { startTunnel } from '../tunnel.ts';
import { certify, DAY_MS, fileOf, LONG, ofAuthority, ofServer, type Certified, type Life } from './certificates.ts';
import { startFront } from './front.ts';

const { privateKey } = newKeyPair('ed25519');
const ASK = { chain: '0180bab7-0c00-7000-8000-000000000001', sequence: 0 };
const OURS = Date.now();
const YEARS_MS = 20 * 365 * DAY_MS;

/** Around a moment, by a month each way. */
const around = (atMs: number): Life => ({ from: atMs - 30 * DAY_MS, to: atMs + 30 * DAY_MS });

let root: Certified;
let middle: Certified;
let stub: StubHub;

beforeAll(async () => {
  root = await certify(null, { name: 'root', life: LONG, extensions: ofAuthority() });
  middle = await certify(root, { name: 'middle', life: LONG, extensions: ofAuthority(0) });
});

beforeEach(async () => {
  stub = await startStubHub();
  onTestFinished(() => stub.close());
});

async function certified(life: Life, host = '127.0.0.1'): Promise<readonly [Certified, Certified]> {
  return [await certify(middle, { name: 'hub', life, extensions: ofServer(host) }), middle];
}

async function selfSigned(life: Life): Promise<readonly [Certified]> {
  return [await certify(null, { name: 'hub', life, extensions: ofServer('127.0.0.1') })];
}

interface Changed {
  readonly hub?: string;
  readonly hubKey?: string;
  readonly proxy?: string | null;
  readonly trusting?: Certified;
}

/** A kiosk by the machine's clock, which TLS goes by; it is the hub's that is another. */
function kiosk(hub: string, { hubKey = stub.key, proxy = null, trusting = root }: Changed = {}): HubClient {
  const made = openClient(
    { hub, hubKey, privateKey, way: openWay(proxy, fileOf(trusting)) },
    { nowMs: Date.now, monotonicMs: () => performance.now(), randomBytes },
  );
  onTestFinished(() => made.close());
  return made;
}

describe.each([
  ['straight', (): Promise<string | null> => Promise.resolve(null)],
  ['through a proxy', async (): Promise<string | null> => (await startTunnel()).url],
])('%s, a kiosk', (_way, openProxy) => {
  test.each([
    ['right', 0],
    ['two hours ahead', -7_200_000],
    ['years ahead', -YEARS_MS],
    ['years behind', YEARS_MS],
  ])(
    'whose clock is %s is answered by a hub whose certificate is in date at the hub’s time',
    async (_when, aheadMs) => {
      stub.hubAheadMs = aheadMs;
      // Narrow, so that hours make a difference.
      const life = { from: OURS + aheadMs - 3_600_000, to: OURS + aheadMs + 3_600_000 };
      const { url } = await startFront(stub.url, await certified(life));
      const asking = kiosk(url, { proxy: await openProxy() });
      expect(await asking.post(PATHS.chain, ASK)).toMatchObject({ ok: true, value: { status: 200 } });
      expect(await asking.get(PATHS.challenge)).toMatchObject({ ok: true });
      expect(Math.abs((asking.hubAheadMs() ?? 0) - aheadMs)).toBeLessThan(5000);
    },
  );

  test.each([
    ['at both times', 0, YEARS_MS / 2, 'certificate-out-of-date'],
    ['at the hub’s, though not by its own clock', YEARS_MS, 0, 'certificate-out-of-date'],
    ['at the hub’s, though not by its own clock that is ahead', -YEARS_MS, 0, 'certificate-out-of-date'],
  ])('sends nothing to a hub whose certificate is out of date %s', async (_when, aheadMs, lifeAheadMs, fault) => {
    stub.hubAheadMs = aheadMs;
    const { url } = await startFront(stub.url, await certified(around(OURS + lifeAheadMs)));
    const asking = kiosk(url, { proxy: await openProxy() });
    expect(await asking.post(PATHS.chain, ASK)).toEqual(fail(fault));
    expect(new Set(stub.asked)).toEqual(new Set([PATHS.challenge]));
    expect(await asking.get(PATHS.challenge)).toEqual(fail(fault));
  });

  test.each<[string, number, () => Promise<readonly [Certified, ...Certified[]]>]>([
    ['that signs itself', 0, () => selfSigned(around(OURS))],
    ['that signs itself and is out of date', YEARS_MS, () => selfSigned(around(OURS + YEARS_MS))],
    ['of another name', 0, () => certified(around(OURS), '127.0.0.2')],
    ['of another name and out of date', -YEARS_MS, () => certified(around(OURS - YEARS_MS), '127.0.0.2')],
    ['of nobody who is known', YEARS_MS, async () => [(await certified(around(OURS + YEARS_MS)))[0]]],
  ])('sends nothing to a hub with a certificate %s', async (_what, aheadMs, make) => {
    stub.hubAheadMs = aheadMs;
    const { url } = await startFront(stub.url, await make());
    const asking = kiosk(url, { proxy: await openProxy() });
    expect(await asking.post(PATHS.chain, ASK)).toEqual(fail('certificate-untrusted'));
    expect(stub.asked.filter((path) => path !== PATHS.challenge)).toEqual([]);
  });

  test('is told no time, and tells nothing, by a hub with another key', async () => {
    stub.hubAheadMs = YEARS_MS;
    const { url } = await startFront(stub.url, await certified(around(OURS + YEARS_MS)));
    const hubKey = newKeyPair('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
    const asking = kiosk(url, { proxy: await openProxy(), hubKey });
    expect(await asking.post(PATHS.chain, ASK)).toEqual(fail('answer-not-of-the-hub'));
    expect(asking.hubAheadMs()).toBeNull();
    expect(asking.hubNowMs()).toBeNull();
    expect(stub.asked).toEqual([PATHS.challenge]);
  });
});

test('a hub that signs its own certificate is believed by whoever was given that one', async () => {
  stub.hubAheadMs = YEARS_MS;
  const [own] = await selfSigned(around(OURS + YEARS_MS));
  const { url } = await startFront(stub.url, [own]);
  expect(await kiosk(url, { trusting: own }).post(PATHS.chain, ASK)).toMatchObject({ ok: true });
});

test('with its clock right a kiosk asks nothing over TLS that is not verified', async () => {
  const { url, heard } = await startFront(stub.url, await selfSigned(around(OURS)));
  expect(await kiosk(url).post(PATHS.chain, ASK)).toEqual(fail('certificate-untrusted'));
  expect(heard()).toBe(0);
});

describe('a kiosk whose clock is years behind', () => {
  const enrolAt = async (shown: readonly [Certified, ...Certified[]]): Promise<unknown> => {
    const hub = await startFakeHub();
    hub.twist.aheadMs = YEARS_MS;
    const { url } = await startFront(hub.url, shown);
    const directory = join(freshFolder(), 'venue');
    mkdirSync(directory);
    const enrolled = await enrol({
      ticket: hub.ticket({ hub: url }),
      directory,
      store: null,
      owed: () => 0,
      meet: (known, key) => meetHub(known, key, null, fileOf(root)),
    });
    return { enrolled, taken: hub.taken.length };
  };

  test('enrols at a hub whose certificate is in date at the hub’s time', async () => {
    const result = await enrolAt(await certified(around(OURS + YEARS_MS)));
    expect(result).toMatchObject({ enrolled: { ok: true, value: { gate: 'north' } }, taken: 1 });
  });

  test.each<[string, () => Promise<readonly [Certified, ...Certified[]]>, string]>([
    ['out of date then', () => certified(around(OURS)), 'certificate-out-of-date'],
    ['of another name', () => certified(around(OURS + YEARS_MS), '127.0.0.2'), 'certificate-untrusted'],
    ['signed by itself', () => selfSigned(around(OURS + YEARS_MS)), 'certificate-untrusted'],
  ])('gives its ticket to no hub whose certificate is %s', async (_what, make, fault) => {
    expect(await enrolAt(await make())).toEqual({ enrolled: fail(fault), taken: 0 });
  });
});
