import { constants, generateKeyPairSync, sign } from 'node:crypto';
import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { base45, ecKeyOf, es256, hcertText } from '../../../scripts/foreign-codes.ts';
import { hcert } from '../../../shared/credential/hcert.ts';
import type { Facts } from '../../../shared/credential/facts.ts';
import { buildRevocations } from '../../../shared/credential/revocation.ts';
import type { TrustEntry } from '../../../shared/credential/trust.ts';
import { NOW } from './codes.ts';
import {
  contentWith,
  EU_KEY,
  EU_KID,
  EU_TRUST,
  hcertCode,
  hcertObject,
  RECOVERY,
  TEST,
  VACCINATION,
  verifyHcert,
  type HcertSpoilt,
} from './hcert-kit.ts';

const HOUR = 3600;
const header = (...entries: [unknown, unknown][]): Map<unknown, unknown> => new Map(entries);
const faultOf = (spoilt: HcertSpoilt, trust?: readonly TrustEntry[], now?: number): string | null =>
  verifyHcert(hcertCode(spoilt), trust, now).fault;
const factsOf = (content: unknown): Facts | undefined => verifyHcert(hcertCode({ content })).credential?.claims.facts;

describe('what an EU certificate says', () => {
  test('of a test', () => {
    const { credential, fault } = verifyHcert(hcertCode());
    expect(fault).toBeNull();
    expect(credential?.claims).toMatchObject({
      issuer: 'AT',
      id: TEST.ci,
      issuedAt: NOW - 24 * HOUR,
      expiresAt: NOW + 24 * HOUR,
      facts: {
        maskedName: 'G* M*',
        person: { type: 'name-birth', issuer: '', subject: 'MUSTERFRAU GOESSINGER\nGABRIELE\n1998-02-26' },
        colour: null,
        kind: null,
        tests: [
          { kind: 'nucleic-acid', result: 'negative', sampledAt: Date.UTC(2022, 4, 12, 8) / 1000, resultAt: null },
        ],
        vaccinations: [],
        recoveries: [],
      },
    });
  });

  test('of a vaccination', () => {
    expect(factsOf(contentWith({ v: [VACCINATION] }))).toMatchObject({
      tests: [],
      vaccinations: [{ product: 'EU/1/20/1528', dose: 2, of: 2, atDay: Date.UTC(2021, 5, 5) / 86_400_000 }],
    });
  });

  test('of a recovery', () => {
    const dayOf = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / 86_400_000;
    expect(factsOf(contentWith({ r: [RECOVERY] }))?.recoveries).toEqual([
      { firstPositiveDay: dayOf(2022, 3, 1), fromDay: dayOf(2022, 3, 12), untilDay: dayOf(2022, 8, 28) },
    ]);
  });

  test.each([
    ['a positive test', { tr: '260373001' }, { result: 'positive' }],
    ['a result that is not in the value set', { tr: '1' }, { result: 'inconclusive' }],
    ['a rapid test', { tt: 'LP217198-3' }, { kind: 'antigen' }],
    ['a kind of test that is not in the value set', { tt: 'LP0-0' }, { kind: 'other' }],
    [
      'the time of the result, as schema 1.0 had it',
      { dr: '2022-05-12T10:00:00Z' },
      { resultAt: Date.UTC(2022, 4, 12, 10) / 1000 },
    ],
  ])('%s', (_case, change, expected) => {
    expect(factsOf(contentWith({ t: [{ ...TEST, ...change }] }))?.tests[0]).toMatchObject(expected);
  });

  test('of another disease counts for nothing', () => {
    expect(factsOf(contentWith({ t: [{ ...TEST, tg: '6142004' }] }))?.tests).toEqual([]);
  });

  test('empty and null groups beside the one that counts', () => {
    expect(factsOf(contentWith({ t: [TEST], v: [], r: null }))?.tests).toHaveLength(1);
  });

  test('the issuer’s country where the token names none', () => {
    expect(verifyHcert(hcertCode({ iss: undefined })).credential?.claims.issuer).toBe('AT');
  });

  test.each([
    ['only a family name', { fn: 'Muster', fnt: 'MUSTER' }, 'M*'],
    ['only plain capitals', { fnt: 'VAN<DER<MUSTER', gnt: 'ANNA' }, 'A* V* D* M*'],
    ['only a given name', { gn: 'Anna', gnt: 'ANNA' }, 'A*'],
  ])('of a person with %s', (_case, nam, masked) => {
    expect(factsOf(contentWith({ t: [TEST], nam }))?.maskedName).toBe(masked);
  });
});

describe('times that issuers write in their own way', () => {
  const sampled = (sc: unknown): number | undefined =>
    factsOf(contentWith({ t: [{ ...TEST, sc }] }))?.tests[0]?.sampledAt;
  const eight = Date.UTC(2022, 4, 12, 8) / 1000;
  test.each([
    ['2022-05-12T08:00:00Z', eight],
    ['2022-05-12T10:00:00+02:00', eight],
    ['2022-05-12T10:00:00+0200', eight],
    ['2022-05-12T10:00:00+02', eight],
    ['2022-05-12T08:00:00.999Z', eight],
    ['2022-05-12T08:00Z', eight],
    ['2022-05-12 08:00:00Z', eight],
    [eight, eight],
    // Without a zone, the earliest moment it may be.
    ['2022-05-12T08:00:00', eight - 14 * HOUR],
    ['2022-05-12', Date.UTC(2022, 4, 12) / 1000 - 14 * HOUR],
  ])('%s', (written, expected) => {
    expect(sampled(written)).toBe(expected);
  });

  test.each(['yesterday', '', '2022-13-01', '2022-05-12T25:00:00Z', '12.05.2022', null, true])(
    '%j is none',
    (written) => {
      expect(faultOf({ content: contentWith({ t: [{ ...TEST, sc: written }] }) })).toBe('claims-malformed');
    },
  );
});

describe('the ladder, one step after the other', () => {
  const good = hcertObject();
  const compressed = deflateSync(good);
  const spoiltChecksum = Buffer.from(compressed);
  spoiltChecksum[spoiltChecksum.length - 1] = (spoiltChecksum.at(-1) ?? 0) ^ 1;
  test.each([
    ['another version', `HC2:${base45(compressed)}`, 'version-unsupported'],
    ['longer than a symbol holds', `HC1:${'0'.repeat(4293)}`, 'text-too-long'],
    ['small letters', hcertText(good).replace('HC1:', 'HC1:a'), 'base45-malformed'],
    ['not compressed', `HC1:${base45(good)}`, 'zlib-malformed'],
    ['compressed without header and checksum', `HC1:${base45(deflateRawSync(good))}`, 'zlib-malformed'],
    ['a wrong checksum', `HC1:${base45(spoiltChecksum)}`, 'zlib-malformed'],
    ['bytes after the compressed ones', `HC1:${base45(Buffer.concat([compressed, Buffer.of(0)]))}`, 'zlib-malformed'],
    ['cut short', `HC1:${base45(compressed.subarray(0, -20))}`, 'zlib-malformed'],
    ['65,537 bytes when inflated', hcertText(new Uint8Array(65_537)), 'zlib-too-large'],
    ['a bomb of 2 MB', hcertText(new Uint8Array(2_000_000)), 'zlib-too-large'],
    ['nothing inside', hcertText(new Uint8Array()), 'cbor-malformed'],
    ['a byte after the object', hcertText(Buffer.concat([good, Buffer.of(0)])), 'cbor-malformed'],
    ['17 levels', hcertText(Buffer.from(`d2${'81'.repeat(17)}00`, 'hex')), 'cbor-too-deep'],
    ['3,000 items', hcertText(Buffer.concat([Buffer.from('d2990bb8', 'hex'), Buffer.alloc(3000)])), 'cbor-too-large'],
    ['no object of four', hcertText(Buffer.from('d28100', 'hex')), 'cose-malformed'],
  ])('%s', (_case, text, fault) => {
    expect(verifyHcert(text).fault).toBe(fault);
  });

  test.each<[string, HcertSpoilt, string]>([
    ['a payload that is no CBOR', { payload: Uint8Array.of(0xff) }, 'cbor-malformed'],
    ['a payload that is no map', { payload: [1, 2] }, 'cbor-malformed'],
    ['no certificate inside', { payload: new Map([[1, 'AT']]) }, 'cbor-malformed'],
    ['a certificate that is no map', { content: new Uint8Array(9) }, 'cbor-malformed'],
    ['no key id at all', { protectedHeader: header([1, -7]) }, 'issuer-unknown'],
    ['a key id that is text', { protectedHeader: header([1, -7], [4, 'key']) }, 'issuer-unknown'],
    ['no algorithm at all', { protectedHeader: header([4, EU_KID]) }, 'algorithm-unsupported'],
    ['EdDSA', { protectedHeader: header([1, -8], [4, EU_KID]) }, 'algorithm-unsupported'],
    ['a critical header', { protectedHeader: header([1, -7], [2, [99]], [4, EU_KID]) }, 'algorithm-unsupported'],
    ['another key id', { protectedHeader: header([1, -7], [4, new Uint8Array(8)]) }, 'issuer-unknown'],
    ['another’s signature', { key: ecKeyOf(2) }, 'signature-forged'],
    ['PS256 named over an ES256 signature', { protectedHeader: header([1, -37], [4, EU_KID]) }, 'signature-forged'],
    ['no time of issue', { iat: null }, 'period-malformed'],
    ['no end', { exp: null }, 'period-malformed'],
    ['an end in words', { exp: 'soon' }, 'period-malformed'],
    ['an end in milliseconds', { exp: (NOW + 1) * 1000 }, 'period-malformed'],
    ['an end before the beginning', { iat: NOW, exp: NOW }, 'period-reversed'],
    ['issued 301 s from now', { iat: NOW + 301 }, 'not-yet-valid'],
    ['ends this second', { exp: NOW }, 'expired'],
  ])('%s', (_case, spoilt, fault) => {
    expect(faultOf(spoilt)).toBe(fault);
  });

  test.each<[string, HcertSpoilt]>([
    ['as usual', {}],
    ['with the CWT tag around it', { tags: 'd83dd2' }],
    ['without any tag', { tags: '' }],
    ['with the CWT tag alone', { tags: 'd83d' }],
    ['key id in the unprotected header', { protectedHeader: header([1, -7]), unprotectedHeader: header([4, EU_KID]) }],
    ['both in the unprotected header', { protectedHeader: header(), unprotectedHeader: header([1, -7], [4, EU_KID]) }],
    ['a wrong key id in the unprotected header', { unprotectedHeader: header([4, new Uint8Array(8)]) }],
    ['times as fractions', { iat: NOW - 0.5, exp: NOW + 0.5 }],
    ['issued 300 s from now', { iat: NOW + 300 }],
    ['ends next second', { exp: NOW + 1 }],
  ])('is climbed: %s', (_case, spoilt) => {
    expect(faultOf(spoilt)).toBeNull();
  });

  test('a wrong protected key id wins over a right one that nobody signed', () => {
    const spoilt = { protectedHeader: header([1, -7], [4, new Uint8Array(8)]), unprotectedHeader: header([4, EU_KID]) };
    expect(faultOf(spoilt)).toBe('issuer-unknown');
  });

  test.each<[string, unknown]>([
    ['no certificate id', contentWith({ t: [{ ...TEST, ci: '' }] })],
    ['no time of the result', contentWith({ t: [{ ...TEST, dr: null }] })],
    ['a test by a long name', contentWith({ t: [{ ...TEST, nm: 'a'.repeat(200) }] })],
    ['a country in words', contentWith({ t: [{ ...TEST, co: 'Greece' }] })],
    ['fields nobody reads', contentWith({ t: [{ ...TEST, zz: undefined, yy: 2 ** 60 }] })],
  ])('is climbed by content with %s', (_case, content) => {
    expect(faultOf({ content })).toBeNull();
  });

  test('a period that cannot be read says nothing of the content', () => {
    const { checks } = verifyHcert(hcertCode({ exp: null }));
    expect(checks.map(([step, fault]) => `${step} ${fault ?? 'ok'}`)).toEqual([
      'kid ok',
      'signature ok',
      'period period-malformed',
      'keyUsage ok',
      'schema ok',
      'revocation ok',
    ]);
  });

  test.each<[string, unknown, string | null]>([
    ['nothing', undefined, null],
    ['null', null, null],
    ['no text', '', null],
    ['a number', 5, 'claims-malformed'],
  ])('an issuer that is %s', (_case, iss, fault) => {
    const payload = new Map<number, unknown>([
      ...(iss === undefined ? [] : [[1, iss] as const]),
      [4, NOW + 60],
      [6, NOW - 60],
      [-260, new Map([[1, contentWith({ t: [TEST] })]])],
    ]);
    expect(faultOf({ payload })).toBe(fault);
    // A key that is bound signs for the country of the statement, where that is all there is.
    const bound = (issuer: string): string | null => faultOf({ payload }, [{ ...EU_TRUST, issuer } as TrustEntry]);
    expect([bound('AT'), bound('DE')]).toEqual([fault, fault ?? 'issuer-mismatch']);
  });

  test('a time before which it does not count moves nothing that was issued', () => {
    const payload = new Map<number, unknown>([
      [1, 'AT'],
      [4, NOW + 999],
      [5, NOW + 301],
      [6, NOW - 3600],
      [-260, new Map([[1, contentWith({ t: [TEST] })]])],
    ]);
    const taken = buildRevocations([{ issuer: 'AT', id: TEST.ci, issuedBefore: NOW - 60 }]);
    const { checks } = verifyHcert(hcertCode({ payload }), [EU_TRUST], NOW, taken);
    expect(checks).toContainEqual(['period', 'not-yet-valid']);
    expect(checks).toContainEqual(['revocation', 'revoked']);
  });

  test.each<[string, unknown]>([
    ['two groups', contentWith({ t: [TEST], v: [VACCINATION] })],
    ['two entries', contentWith({ t: [{ ...TEST, ci: 'URN:UVCI:01:AT:OTHER' }, TEST] })],
  ])('a certificate of %s is taken back by any id in it', (_case, content) => {
    const taken = buildRevocations([{ issuer: 'AT', id: TEST.ci }]);
    expect(verifyHcert(hcertCode({ content }), [EU_TRUST], NOW, taken).checks).toContainEqual([
      'revocation',
      'revoked',
    ]);
  });

  test('an algorithm that the protected header names is not replaced by one that nobody signed', () => {
    const spoilt = { protectedHeader: header([1, -35], [4, EU_KID]), unprotectedHeader: header([1, -7]) };
    expect(faultOf(spoilt)).toBe('algorithm-unsupported');
  });

  test.each<[string, unknown]>([
    ['three groups', contentWith({ v: [VACCINATION], t: [TEST], r: [RECOVERY] })],
    ['no group', contentWith({})],
    ['two entries', contentWith({ t: [TEST, TEST] })],
    ['no name', contentWith({ t: [TEST], nam: undefined })],
    ['no birth date', contentWith({ t: [TEST], dob: undefined })],
    ['a birth date in another order', contentWith({ t: [TEST], dob: '26.02.1998' })],
    ['no version', contentWith({ t: [TEST], ver: undefined })],
    ['version 2', contentWith({ t: [TEST], ver: '2.0.0' })],
    ['version 1.4', contentWith({ t: [TEST], ver: '1.4.0' })],
    ['a plain name in small letters', contentWith({ t: [TEST], nam: { fnt: 'Muster' } })],
    ['dose 0', contentWith({ v: [{ ...VACCINATION, dn: 0 }] })],
    ['half a dose', contentWith({ v: [{ ...VACCINATION, dn: 1.5 }] })],
    ['a dose in words', contentWith({ v: [{ ...VACCINATION, dn: '2' }] })],
    ['a country in small letters', contentWith({ t: [{ ...TEST, co: 'at' }] })],
    ['an issuer of 81 characters', contentWith({ t: [{ ...TEST, is: 'a'.repeat(81) }] })],
    ['a group that is no list', contentWith({ t: TEST })],
  ])('is not climbed by content with %s', (_case, content) => {
    expect(faultOf({ content })).toBe('claims-malformed');
  });

  test('all that is wrong is told, not only the first', () => {
    const { checks, fault, credential } = verifyHcert(
      hcertCode({ key: ecKeyOf(2), exp: NOW, content: contentWith({}) }),
    );
    expect(checks).toEqual([
      ['kid', null],
      ['signature', 'signature-forged'],
      ['period', 'expired'],
      ['keyUsage', null],
      ['schema', 'claims-malformed'],
    ]);
    expect(fault).toBe('signature-forged');
    expect(credential).toBeNull();
  });
});

describe('signatures are taken in the form the standard says, and no other', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = rsa.publicKey.export({ format: 'jwk' });
  const rsaTrust: TrustEntry = {
    format: 'hcert',
    kid: EU_KID.toString('base64'),
    jwk: { kty: 'RSA', n: jwk.n ?? '', e: jwk.e ?? '' },
  };
  const ps256 = header([1, -37], [4, EU_KID]);
  const signPss =
    (saltLength: number) =>
    (message: Uint8Array): Uint8Array =>
      sign('sha256', message, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

  test('PS256 with a salt of 32 bytes', () => {
    expect(faultOf({ protectedHeader: ps256, sign: signPss(32) }, [rsaTrust])).toBeNull();
  });

  test.each<[string, HcertSpoilt]>([
    ['PSS with no salt', { protectedHeader: ps256, sign: signPss(0) }],
    ['PSS with a salt of 64 bytes', { protectedHeader: ps256, sign: signPss(64) }],
    ['PKCS #1 v1.5', { protectedHeader: ps256, sign: (message) => sign('sha256', message, rsa.privateKey) }],
    ['ES256 named for an RSA key', { sign: signPss(32) }],
  ])('not %s', (_case, spoilt) => {
    expect(faultOf(spoilt, [rsaTrust])).toBe('signature-forged');
  });

  test.each<[string, HcertSpoilt]>([
    ['DER', { sign: (message) => sign('sha256', message, EU_KEY.privateKey) }],
    ['a byte more', { sign: (message) => Buffer.concat([es256(EU_KEY, message), Buffer.of(0)]) }],
    ['no bytes', { sign: () => new Uint8Array() }],
    ['64 zero bytes', { sign: () => new Uint8Array(64) }],
    ['r and s swapped', { sign: (message) => swapped(es256(EU_KEY, message)) }],
  ])('not %s', (_case, spoilt) => {
    expect(faultOf(spoilt)).toBe('signature-forged');
  });

  function swapped(signature: Uint8Array): Uint8Array {
    return Buffer.concat([signature.subarray(32), signature.subarray(0, 32)]);
  }

  test('an RSA key of 1024 bits vouches for nothing', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { n = '', e = '' } = small.publicKey.export({ format: 'jwk' });
    const trust: TrustEntry = { ...rsaTrust, jwk: { kty: 'RSA', n, e } };
    const spoilt: HcertSpoilt = {
      protectedHeader: ps256,
      sign: (message) =>
        sign('sha256', message, { key: small.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    };
    expect(faultOf(spoilt, [trust])).toBe('issuer-unknown');
  });
});

describe('a signer', () => {
  test('may be one of several with the same key id', () => {
    const other: TrustEntry = { ...EU_TRUST, jwk: ecKeyOf(9).jwk } as TrustEntry;
    expect(faultOf({}, [other, EU_TRUST])).toBeNull();
    expect(faultOf({}, [EU_TRUST, other])).toBeNull();
    expect(faultOf({}, [other])).toBe('signature-forged');
  });

  test.each<[string, Partial<Extract<TrustEntry, { format: 'hcert' }>>, string | null]>([
    ['for this country', { issuer: 'AT' }, null],
    ['for another country', { issuer: 'DE' }, 'issuer-mismatch'],
    ['for tests', { statements: ['test'] }, null],
    ['for vaccinations and recoveries', { statements: ['vaccination', 'recovery'] }, 'key-usage-exceeded'],
    ['since long ago', { validFrom: '2021-01-01T00:00:00Z' }, null],
    ['from tomorrow on', { validFrom: '2022-05-14T00:00:00Z' }, 'signer-not-yet-valid'],
    ['since after the code was issued', { validFrom: '2022-05-13T00:00:00Z' }, null],
    ['until yesterday', { validTo: '2022-05-12T00:00:00Z' }, 'signer-expired'],
    ['until this very second, which is included', { validTo: '2022-05-13T01:00:00Z' }, null],
    ['until before the code ends', { validTo: '2022-05-13T12:00:00Z' }, null],
    ['for long yet', { validTo: '2032-01-01T00:00:00Z' }, null],
  ])('trusted %s', (_case, more, fault) => {
    expect(faultOf({}, [{ ...EU_TRUST, ...more } as TrustEntry])).toBe(fault);
  });
});

test('texts that begin like it are told from those that do not', () => {
  expect(['HC1:', 'HC2:X', 'HC999:'].map((text) => hcert.recognises(text))).toEqual([true, true, true]);
  expect(['HL0:X', 'hc1:X', ' HC1:', 'HC:X', 'HC1234:'].map((text) => hcert.recognises(text))).not.toContain(true);
  expect(hcert.decode('HC1:', primitives)).toEqual({ ok: false, fault: 'zlib-malformed' });
});
