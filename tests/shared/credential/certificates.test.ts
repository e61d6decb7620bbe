import 'reflect-metadata';
import { constants, createHash, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { cryptoProvider, ExtendedKeyUsageExtension, X509CertificateGenerator } from '@peculiar/x509';
import { beforeAll, describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { ecKeyOf, type EcKey } from '../../../scripts/foreign-codes.ts';
import { buildTrustList, openTrustList, type TrustedKey } from '../../../shared/credential/trust-list.ts';
import { trustEntrySchema, type TrustEntry } from '../../../shared/credential/trust.ts';
import { NOW } from './codes.ts';
import { hcertCode, RECOVERY, TEST, VACCINATION, contentWith, verifyHcert } from './hcert-kit.ts';
import { newKeyPair } from '../../../electron/key-pair.ts';

const KEY = ecKeyOf(31);
const NEW_ARC = '1.3.6.1.4.1.1847.2021.1';
const OLD_ARC = '1.3.6.1.4.1.0.1847.2021.1';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

interface Life {
  readonly from?: string;
  readonly to?: string;
}

async function certificate(usages: readonly string[], { from, to }: Life = {}, key: EcKey = KEY): Promise<Buffer> {
  const exported = key.privateKey.export({ format: 'jwk' });
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('jwk', exported, ALGORITHM, true, ['sign']),
    webcrypto.subtle.importKey('jwk', { ...key.jwk }, ALGORITHM, true, ['verify']),
  ]);
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=Test signer, C=AT',
    notBefore: new Date(from ?? '2022-01-01T00:00:00Z'),
    notAfter: new Date(to ?? '2023-01-01T00:00:00Z'),
    signingAlgorithm: ALGORITHM,
    keys: { privateKey, publicKey },
    extensions: usages.length === 0 ? [] : [new ExtendedKeyUsageExtension([...usages])],
  });
  return Buffer.from(made.rawData);
}

const entryOf = (der: Buffer): TrustEntry => ({ format: 'hcert', certificate: der.toString('base64') });
const kidOf = (der: Buffer): Buffer => createHash('sha256').update(der).digest().subarray(0, 8);
const keysOf = (entry: TrustEntry): TrustedKey[] => [...buildTrustList([entry], primitives).values()].flat();

function faultOf(der: Buffer, content: unknown, now = NOW): string | null {
  const code = hcertCode({
    key: KEY,
    content,
    protectedHeader: new Map<unknown, unknown>([
      [1, -7],
      [4, kidOf(der)],
    ]),
  });
  return verifyHcert(code, [entryOf(der)], now).fault;
}

beforeAll(() => {
  cryptoProvider.set(webcrypto as unknown as Crypto);
});

describe('a signer’s certificate says', () => {
  test('its key, by the first 8 bytes of its SHA-256, and its life, the last second included', async () => {
    const der = await certificate([]);
    expect([...buildTrustList([entryOf(der)], primitives)]).toEqual([
      [
        `hcert:${kidOf(der).toString('hex')}`,
        [
          {
            format: 'hcert',
            jwk: KEY.jwk,
            issuer: null,
            name: null,
            statements: null,
            validFrom: Date.UTC(2022, 0, 1) / 1000,
            validTo: Date.UTC(2023, 0, 1) / 1000,
          },
        ],
      ],
    ]);
  });

  const contents = {
    t: contentWith({ t: [TEST] }),
    v: contentWith({ v: [VACCINATION] }),
    r: contentWith({ r: [RECOVERY] }),
  };
  test.each([
    ['nothing: it may state all', [], ['t', 'v', 'r']],
    ['tests', [`${NEW_ARC}.1`], ['t']],
    ['vaccinations', [`${NEW_ARC}.2`], ['v']],
    ['recoveries', [`${NEW_ARC}.3`], ['r']],
    ['tests, the older way', [`${OLD_ARC}.1`], ['t']],
    ['vaccinations, the older way', [`${OLD_ARC}.2`], ['v']],
    ['recoveries, the older way', [`${OLD_ARC}.3`], ['r']],
    ['tests and recoveries', [`${NEW_ARC}.1`, `${OLD_ARC}.3`], ['t', 'r']],
    ['something else alone', ['1.3.6.1.5.5.7.3.2'], ['t', 'v', 'r']],
    ['something else and tests', ['1.3.6.1.5.5.7.3.2', `${NEW_ARC}.1`], ['t']],
  ])('what it is for: %s', async (_case, usages, may) => {
    const der = await certificate(usages);
    for (const [group, content] of Object.entries(contents)) {
      expect(faultOf(der, content)).toBe(may.includes(group) ? null : 'key-usage-exceeded');
    }
  });

  test('when it is over, and when it has not begun', async () => {
    expect(faultOf(await certificate([], { to: '2022-05-13T00:59:59Z' }), contents.t)).toBe('signer-expired');
    expect(faultOf(await certificate([], { from: '2022-06-01T00:00:00Z' }), contents.t)).toBe('signer-not-yet-valid');
  });
});

test('the trust list may shorten a certificate’s life and uses, not lengthen its life', async () => {
  const entry = entryOf(await certificate([`${NEW_ARC}.1`]));
  const [shorter] = keysOf({
    ...entry,
    validFrom: '2022-02-01T00:00:00Z',
    validTo: '2022-03-01T00:00:00Z',
  });
  expect(shorter).toMatchObject({ validFrom: Date.UTC(2022, 1, 1) / 1000, validTo: Date.UTC(2022, 2, 1) / 1000 });
  const [longer] = keysOf({
    ...entry,
    validFrom: '2000-01-01T00:00:00Z',
    validTo: '2030-01-01T00:00:00Z',
  });
  expect(longer).toMatchObject({ validFrom: Date.UTC(2022, 0, 1) / 1000, validTo: Date.UTC(2023, 0, 1) / 1000 });
  const [other] = keysOf({ ...entry, statements: ['recovery'] } as TrustEntry);
  expect(other?.statements).toEqual(['recovery']);
});

test('a certificate may come with line breaks, as lists have it', async () => {
  const der = await certificate([]);
  const lines = der.toString('base64').replace(/(.{64})/gu, '$1\n');
  expect(keysOf({ format: 'hcert', certificate: lines })).toEqual(keysOf(entryOf(der)));
});

test('a bare key comes as JWK or as SubjectPublicKeyInfo', async () => {
  const spki = Buffer.from(
    await webcrypto.subtle.exportKey(
      'spki',
      await webcrypto.subtle.importKey('jwk', { ...KEY.jwk }, ALGORITHM, true, ['verify']),
    ),
  ).toString('base64');
  const kid = Buffer.from('01020304050607ff', 'hex').toString('base64');
  const expected = [{ jwk: KEY.jwk, validFrom: -Infinity, validTo: Infinity, statements: null }];
  expect(keysOf({ format: 'hcert', kid, spki })).toMatchObject(expected);
  expect(keysOf({ format: 'hcert', kid, jwk: KEY.jwk })).toMatchObject(expected);
  expect([...buildTrustList([{ format: 'hcert', kid, spki }], primitives).keys()]).toEqual(['hcert:01020304050607ff']);
});

test('entries that no key can be read from are named by their place', async () => {
  const good = entryOf(await certificate([]));
  const bad: TrustEntry[] = [
    { format: 'hcert', certificate: 'AAAA' },
    { format: 'hcert', kid: 'AAAA', spki: 'AAAA' },
    { format: 'hcert', certificate: 'A' },
  ];
  expect(openTrustList([good, ...bad, good], primitives).problems).toEqual(
    [1, 2, 3].map((place) => ({ place, problem: 'unreadable' })),
  );
  expect(buildTrustList(bad, primitives).size).toBe(0);
});

test.each([
  ['a key of another format', newKeyPair('ed25519').publicKey],
  ['a curve of no format', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey],
  ['an RSA key too short', generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey],
])('%s counts as no key, so that its codes are not called forged', (_case, publicKey) => {
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const { list, problems } = openTrustList([{ format: 'hcert', kid: 'AQIDBAUGB/8', spki }], primitives);
  expect(list.size).toBe(0);
  expect(problems).toEqual([{ place: 0, problem: 'no-usable-key' }]);
});

test('a key for RSASSA-PSS alone verifies what it signed', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const [held] = [...buildTrustList([{ format: 'hcert', kid: 'AQIDBAUGB/8', spki }], primitives).values()].flat();
  const message = Buffer.from('signed');
  const signature = sign('sha256', message, {
    key: privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  });
  expect(held && primitives.verifySignature('PS256', held.jwk, message, signature)).toBe(true);
  expect(held && primitives.verifySignature('PS256', held.jwk, Buffer.from('another'), signature)).toBe(false);
});

test('one that is restricted to another hash verifies nothing', () => {
  const { publicKey } = generateKeyPairSync('rsa-pss', {
    modulusLength: 2048,
    hashAlgorithm: 'sha512',
  });
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const [held] = [...buildTrustList([{ format: 'hcert', kid: 'AQIDBAUGB/8', spki }], primitives).values()].flat();
  expect(held && primitives.verifySignature('PS256', held.jwk, Buffer.from('m'), Buffer.alloc(256))).toBe(false);
});

test('a certificate in PEM, in the base64 of its PEM, or with bytes after it, is the same certificate', async () => {
  const der = await certificate([]);
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  const ways = [pem, Buffer.from(pem).toString('base64'), Buffer.concat([der, Buffer.of(0)]).toString('base64')];
  for (const way of ways) {
    const entry: TrustEntry = { format: 'hcert', certificate: way };
    expect(trustEntrySchema.safeParse(entry).success).toBe(true);
    expect([...buildTrustList([entry], primitives).keys()]).toEqual([`hcert:${kidOf(der).toString('hex')}`]);
  }
});

test('a bare point is the key it is', () => {
  const { x, y } = KEY.jwk;
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const kid = 'AQIDBAUGB/8=';
  const entry: TrustEntry = { format: 'hcert', kid, raw: point.toString('base64') };
  expect([...buildTrustList([entry], primitives).values()].flat()[0]?.jwk).toEqual({ kty: 'EC', crv: 'P-256', x, y });
  const compressed: TrustEntry = { format: 'hcert', kid, raw: point.subarray(0, 33).toString('base64') };
  expect(openTrustList([compressed], primitives).problems).toEqual([{ place: 0, problem: 'unreadable' }]);
});

test.each([
  ['certificate and key id', { certificate: 'AAAA', kid: 'AAAA' }],
  ['a key id alone', { kid: 'AAAA' }],
  ['a key without its id', { jwk: KEY.jwk }],
  ['a key in two forms', { kid: 'AAAA', jwk: KEY.jwk, spki: 'AAAA' }],
  ['nothing', {}],
  ['a certificate in another coding', { certificate: '<pem>' }],
])('an entry with %s is no entry', (_case, given) => {
  expect(trustEntrySchema.safeParse({ format: 'hcert', ...given }).success).toBe(false);
});
