import { beforeAll, describe, expect, test } from 'vitest';
import { readOrNull, type Certificate } from '../../../../electron/sync/tls/certificate.ts';
import { judgeChain } from '../../../../electron/sync/tls/chain.ts';
import {
  certify,
  derOf,
  makeKeys,
  ofAuthority,
  ofServer,
  someExtension,
  LONG,
  type Certified,
  type Life,
  type Wish,
} from './certificates.ts';

const HOST = 'hub.example';
const FROM = Date.UTC(2022, 4, 1);
const TO = Date.UTC(2022, 6, 1);
const SHORT: Life = { from: FROM, to: TO };
const INSIDE = Date.UTC(2022, 4, 13);

let root: Certified;
let middle: Certified;
let server: Certified;

beforeAll(async () => {
  root = await certify(null, { name: 'root', life: LONG, extensions: ofAuthority() });
  middle = await certify(root, { name: 'middle', life: LONG, extensions: ofAuthority(0) });
  server = await certify(middle, { name: 'hub', life: SHORT, extensions: ofServer(HOST) });
});

function read(certified: Certified): Certificate {
  const certificate = readOrNull(derOf(certified));
  if (certificate === null) throw new Error('not readable');
  return certificate;
}

interface Case {
  readonly shown?: readonly Certified[];
  readonly host?: string;
  readonly anchors?: readonly Certified[];
  readonly atMs?: number;
}

function judge({ shown = [server, middle], host = HOST, anchors = [root], atMs = INSIDE }: Case): string {
  const [first, ...others] = shown.map(read);
  if (first === undefined) throw new Error('nothing shown');
  return judgeChain({ server: first, others, host }, anchors.map(read), atMs);
}

/** The chain of `root`, `middle` and the server, with one of them otherwise. */
async function otherwise(part: 'root' | 'middle' | 'server', wish: Partial<Wish>): Promise<string> {
  const make = (name: typeof part, by: Certified | null, usual: Wish): Promise<Certified> =>
    certify(by, name === part ? { ...usual, ...wish } : usual);
  const top = await make('root', null, { name: 'root', life: LONG, extensions: ofAuthority() });
  const between = await make('middle', top, { name: 'middle', life: LONG, extensions: ofAuthority(0) });
  const last = await make('server', between, { name: 'hub', life: SHORT, extensions: ofServer(HOST) });
  return judge({ shown: [last, between], anchors: [top] });
}

describe('a chain is judged', () => {
  test.each([
    ['a second before it begins', FROM - 1000, 'out-of-date'],
    ['when it begins', FROM, 'good'],
    ['when it ends', TO, 'good'],
    ['a second after it has ended', TO + 1000, 'out-of-date'],
  ])('at a given time: %s', (_when, atMs, expected) => {
    expect(judge({ atMs })).toBe(expected);
  });

  test.each(['root', 'middle', 'server'] as const)('by the dates of its %s', async (part) => {
    expect(await otherwise(part, { life: SHORT })).toBe('good');
    expect(await otherwise(part, { life: { from: INSIDE + 1000, to: TO } })).toBe('out-of-date');
    expect(await otherwise(part, { life: { from: FROM, to: INSIDE - 1000 } })).toBe('out-of-date');
  });

  test.each<[string, () => Case]>([
    ['of another host', () => ({ host: 'other.example' })],
    ['without who stands between', () => ({ shown: [server] })],
    ['with nobody who is trusted', () => ({ anchors: [] })],
  ])('untrusted: %s', (_what, wrong) => {
    expect(judge(wrong())).toBe('untrusted');
    expect(judge({ ...wrong(), atMs: TO + 1000 })).toBe('untrusted');
  });

  test.each<[string, 'root' | 'middle' | 'server', () => Partial<Wish>]>([
    ['an authority that is none', 'middle', () => ({ extensions: ofServer(HOST) })],
    [
      'an authority that may not sign certificates',
      'middle',
      () => ({ extensions: ofAuthority().slice(0, 1).concat(keyUsage(0x80)) }),
    ],
    ['an authority above which none may stand', 'root', () => ({ extensions: ofAuthority(0) })],
    ['an authority for certain names', 'middle', () => ({ extensions: [...ofAuthority(), nameConstraints(false)] })],
    ['something critical that is not known here', 'server', () => ({ extensions: [...ofServer(HOST), unknown(true)] })],
    ['a server’s certificate for e-mail', 'server', () => ({ extensions: ofServer(HOST, '1.3.6.1.5.5.7.3.4') })],
    ['a signature with SHA-1', 'server', () => ({ hash: 'SHA-1' })],
  ])('untrusted: %s', async (_what, part, wish) => {
    expect(await otherwise(part, wish())).toBe('untrusted');
  });

  test('good: something uncritical that is not known here', async () => {
    expect(await otherwise('server', { extensions: [...ofServer(HOST), unknown(false)] })).toBe('good');
  });

  test('untrusted: one with the name of an authority and another key', async () => {
    const forger = await certify(null, { name: 'root', life: LONG, extensions: ofAuthority() });
    expect(judge({ anchors: [forger] })).toBe('untrusted');
    const forged = await certify(forger, { name: 'hub', life: SHORT, extensions: ofServer(HOST) });
    expect(judge({ shown: [forged, forger] })).toBe('untrusted');
  });

  test.each([
    [1024, 'untrusted'],
    [2048, 'good'],
  ])('RSA keys of %i bits: %s', async (modulusLength, expected) => {
    const keys = await makeKeys({
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength,
      publicExponent: new Uint8Array([1, 0, 1]),
    });
    expect(await otherwise('middle', { keys })).toBe(expected);
  });

  test('a server that signs itself is good where it is trusted itself, and for its name', async () => {
    const own = await certify(null, { name: 'hub', life: SHORT, extensions: ofServer(HOST) });
    expect(judge({ shown: [own], anchors: [own] })).toBe('good');
    expect(judge({ shown: [own], anchors: [own], atMs: TO + 1000 })).toBe('out-of-date');
    expect(judge({ shown: [own], anchors: [own], host: 'other.example' })).toBe('untrusted');
    expect(judge({ shown: [own], anchors: [root] })).toBe('untrusted');
  });

  test('of two ways to authorities one that is in date is enough', async () => {
    const past = { from: FROM - 1000, to: FROM };
    const older = await certify(null, { name: 'older', life: past, extensions: ofAuthority() });
    const crossed = await certify(older, { name: 'root', keys: root.keys, life: past, extensions: ofAuthority() });
    expect(judge({ shown: [server, middle, crossed], anchors: [older, root] })).toBe('good');
    expect(judge({ shown: [server, middle, crossed], anchors: [older] })).toBe('out-of-date');
  });

  test('authorities that vouch for one another come to an end', async () => {
    const keys = await makeKeys();
    const makeOne = (): Promise<Certified> =>
      certify({ ...root, name: 'ring', keys }, { name: 'ring', keys, life: LONG, extensions: ofAuthority() });
    const ring = await Promise.all(Array.from({ length: 12 }, makeOne));
    const last = await certify(ring[0] ?? root, { name: 'hub', life: SHORT, extensions: ofServer(HOST) });
    expect(judge({ shown: [last, ...ring] })).toBe('untrusted');
  });
});

test('what is no certificate is read as none', () => {
  expect(readOrNull(Buffer.from('hello'))).toBeNull();
});

function keyUsage(bits: number): ReturnType<typeof someExtension> {
  return someExtension('2.5.29.15', true, Buffer.from([3, 2, 7, bits]));
}

/** Permits names under `.example`. @see RFC 5280 §4.2.1.10 */
function nameConstraints(isCritical: boolean): ReturnType<typeof someExtension> {
  const name = Buffer.from('example');
  const subtree = Buffer.concat([Buffer.from([0x30, name.length + 2, 0x82, name.length]), name]);
  const permitted = Buffer.concat([Buffer.from([0xa0, subtree.length]), subtree]);
  return someExtension('2.5.29.30', isCritical, Buffer.concat([Buffer.from([0x30, permitted.length]), permitted]));
}

function unknown(isCritical: boolean): ReturnType<typeof someExtension> {
  return someExtension('1.3.6.1.4.1.99999.1', isCritical, Buffer.from([5, 0]));
}
