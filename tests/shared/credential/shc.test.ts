import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { ecKeyOf, shcTexts, thumbprint } from '../../../scripts/foreign-codes.ts';
import type { Facts } from '../../../shared/credential/facts.ts';
import { openTrustList, revokedBy } from '../../../shared/credential/trust-list.ts';
import type { TrustEntry } from '../../../shared/credential/trust.ts';
import { shc } from '../../../shared/credential/shc.ts';
import { NOW } from './codes.ts';
import { builtInReason } from '../../../shared/reasons.ts';
import { bundleOf, cardCode, cardWith, ISS, LAB, PATIENT, SHC_KEY, SHC_TRUST, SHOT, verifyCard } from './shc-kit.ts';

const DAY = 86_400;
const HEADER = { zip: 'DEF', alg: 'ES256', kid: thumbprint(SHC_KEY) };
const factsOf = (...resources: unknown[]): Facts | undefined =>
  verifyCard(cardCode(cardWith({}, {}, bundleOf(...resources)))).credential?.claims.facts;

describe('what a card says', () => {
  test('of a test', () => {
    const { credential, fault } = verifyCard(cardCode());
    expect(fault).toBeNull();
    expect(credential?.claims).toMatchObject({
      issuer: ISS,
      id: null,
      issuedAt: NOW - 3600,
      expiresAt: null,
      facts: {
        maskedName: 'J* B* A*',
        person: { type: 'name-birth', issuer: '', subject: 'ANYPERSON\nJOHN B\n1951-01-20' },
        tests: [
          { kind: 'nucleic-acid', result: 'negative', sampledAt: Date.UTC(2022, 4, 12, 8) / 1000, resultAt: null },
        ],
      },
    });
  });

  test('of immunizations, numbered by their days', () => {
    const second = { ...SHOT, occurrenceDateTime: '2021-07-01' };
    const first = Date.UTC(2021, 5, 5) / (DAY * 1000);
    expect(factsOf(PATIENT, second, SHOT)?.vaccinations).toEqual([
      { product: 'CVX 208', dose: 1, of: null, atDay: first },
      { product: 'CVX 208', dose: 2, of: null, atDay: first + 26 },
    ]);
  });

  test.each([
    ['a shot that was not given', { ...SHOT, status: 'not-done' }],
    [
      'a shot against something else',
      { ...SHOT, vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '03' }] } },
    ],
    ['a code of another system', { ...SHOT, vaccineCode: { coding: [{ system: 'http://example.org', code: '208' }] } }],
    ['a shot in some year', { ...SHOT, occurrenceDateTime: '2021' }],
    ['a shot without a code', { ...SHOT, vaccineCode: {} }],
  ])('%s counts for nothing', (_case, shot) => {
    expect(factsOf(PATIENT, shot)?.vaccinations).toEqual([]);
  });

  test.each([
    ['a test for something else', { ...LAB, code: { coding: [{ system: 'http://loinc.org', code: '2345-7' }] } }],
    ['a test that was cancelled', { ...LAB, status: 'cancelled', effectiveDateTime: undefined }],
    ['a test entered in error', { ...LAB, status: 'entered-in-error' }],
  ])('%s counts for nothing', (_case, lab) => {
    expect(factsOf(PATIENT, lab)?.tests).toEqual([]);
  });

  test.each([
    ['of some year', { ...LAB, effectiveDateTime: '2022' }],
    ['of no time', { ...LAB, effectiveDateTime: undefined }],
    ['of a status in no list', { ...LAB, status: 7 }],
  ])('a test %s makes the card unreadable, for it might be positive', (_case, lab) => {
    expect(verifyCard(cardCode(cardWith({}, {}, bundleOf(PATIENT, LAB, lab)))).fault).toBe('claims-malformed');
  });

  test.each([
    ['a preliminary result', { status: 'preliminary' }, { result: 'pending' }],
    ['an amended result', { status: 'amended' }, { result: 'negative' }],
    ['a result in free text', { valueCodeableConcept: undefined, valueString: 'Positive' }, { result: 'inconclusive' }],
    [
      'sampling that took a while',
      { effectiveDateTime: undefined, effectivePeriod: { start: '2022-05-12T08:00:00Z', end: '2022-05-12T09:00:00Z' } },
      { sampledAt: Date.UTC(2022, 4, 12, 8) / 1000, result: 'negative' },
    ],
  ])('%s', (_case, change, expected) => {
    expect(factsOf(PATIENT, { ...LAB, ...change })?.tests).toMatchObject([expected]);
  });

  const snomed = (...codes: string[]): object => ({
    coding: codes.map((code) => ({ system: 'http://snomed.info/sct', code })),
  });
  test.each([
    ['detected', snomed('260373001'), 'positive'],
    ['positive', snomed('10828004'), 'positive'],
    ['negative', snomed('260385009'), 'negative'],
    ['inconclusive', snomed('419984006'), 'inconclusive'],
    ['both at once', snomed('260373001', '260415000'), 'inconclusive'],
  ])('a result of %s', (_case, result, expected) => {
    expect(factsOf(PATIENT, { ...LAB, valueCodeableConcept: result })?.tests[0]?.result).toBe(expected);
  });

  test('nothing of a person it does not name', () => {
    expect(factsOf({ resourceType: 'Patient' }, LAB)).toMatchObject({ maskedName: null, person: null });
    expect(factsOf({ ...PATIENT, name: [{ text: 'Anna Berg' }] }, LAB)?.maskedName).toBe('A* B*');
  });

  test('a key named like a prototype’s is a key like any other', () => {
    const payload = `{"__proto__":{"iss":"${ISS}"},"nbf":${NOW},"vc":{}}`;
    expect(verifyCard(cardCode(Buffer.from(payload))).fault).toBe('claims-malformed');
    expect(({} as Record<string, unknown>)['iss']).toBeUndefined();
  });
});

describe('a card is read', () => {
  const jws = cardCode();
  test.each([
    ['as digits', shcTexts(jws)[0] ?? ''],
    ['as the JWS itself', jws],
  ])('%s', (_case, text) => {
    expect(shc.recognises(text)).toBe(true);
    expect(verifyCard(text).fault).toBeNull();
  });

  const digits = (shcTexts(jws)[0] ?? '').slice('shc:/'.length);
  test.each([
    ['an odd number of digits', `shc:/${digits.slice(1)}`, 'jws-malformed'],
    ['a letter among the digits', `shc:/${digits.slice(2)}a0`, 'jws-malformed'],
    ['a pair above 77', `shc:/99${digits.slice(2)}`, 'jws-malformed'],
    ['nothing', 'shc:/', 'jws-malformed'],
    ['a part too many', `shc:/1/17/${digits}`, 'too-many-parts'],
    ['a part that is none', `shc:/3/2/${digits}`, 'jws-malformed'],
    ['more than 16 parts have', `shc:/${'00'.repeat(19_057)}`, 'text-too-long'],
    ['two parts of three', jws.split('.').slice(0, 2).join('.'), 'jws-malformed'],
    ['four parts', `${jws}.AA`, 'jws-malformed'],
    ['padding', `${jws}=`, 'jws-malformed'],
    ['a spare bit set in the signature', `${jws.slice(0, -1)}${jws.endsWith('A') ? 'B' : 'z'}`, 'jws-malformed'],
  ])('not with %s', (_case, text, fault) => {
    expect(verifyCard(text).fault).toBe(fault);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['no algorithm', { zip: 'DEF', kid: HEADER.kid }, 'jws-malformed'],
    ['the algorithm none', { ...HEADER, alg: 'none' }, 'algorithm-unsupported'],
    ['ES384', { ...HEADER, alg: 'ES384' }, 'algorithm-unsupported'],
    ['a critical header', { ...HEADER, crit: ['exp'] }, 'algorithm-unsupported'],
    ['no compression', { alg: 'ES256', kid: HEADER.kid }, 'jws-malformed'],
    ['another compression', { ...HEADER, zip: 'GZ' }, 'jws-malformed'],
    ['no key id', { zip: 'DEF', alg: 'ES256' }, 'issuer-unknown'],
    ['another key id', { ...HEADER, kid: thumbprint(ecKeyOf(12)) }, 'issuer-unknown'],
  ])('not with a header of %s', (_case, header, fault) => {
    expect(verifyCard(cardCode(cardWith(), SHC_KEY, header)).fault).toBe(fault);
  });

  test('not when it is not compressed, or with a zlib header', () => {
    const [head = '', , signature = ''] = jws.split('.');
    const json = Buffer.from(JSON.stringify(cardWith()));
    for (const body of [json, deflateSync(json)]) {
      expect(verifyCard(`${head}.${body.toString('base64url')}.${signature}`).fault).toBe('zlib-malformed');
    }
  });

  test('not when it inflates beyond 64 KiB', () => {
    expect(verifyCard(cardCode(new Uint8Array(65_537))).fault).toBe('zlib-too-large');
  });

  test.each<[string, unknown, string]>([
    ['no JSON', Buffer.from('{'), 'json-malformed'],
    ['no UTF-8', Buffer.of(0x22, 0xff, 0x22), 'json-malformed'],
    ['33 levels', Buffer.from('['.repeat(33) + ']'.repeat(33)), 'json-too-deep'],
    ['a list', [], 'period-malformed'],
    ['no issuer', cardWith({ iss: undefined }), 'claims-malformed'],
    ['an issuer without encryption', cardWith({ iss: ISS.replace('https', 'http') }), 'claims-malformed'],
    ['an issuer with a slash at its end', cardWith({ iss: `${ISS}/` }), 'claims-malformed'],
    ['no beginning', cardWith({ nbf: undefined }), 'period-malformed'],
    ['a beginning in milliseconds', cardWith({ nbf: NOW * 1000 }), 'period-malformed'],
    ['a beginning in words', cardWith({ nbf: '2022' }), 'period-malformed'],
    ['an end in words', cardWith({ exp: 'never' }), 'period-malformed'],
    ['tomorrow', cardWith({ nbf: NOW + DAY }), 'not-yet-valid'],
    ['yesterday', cardWith({ nbf: NOW - 2 * DAY, exp: NOW - DAY }), 'expired'],
    ['another type', cardWith({}, { type: ['VerifiableCredential'] }), 'claims-malformed'],
    [
      'another version of FHIR',
      cardWith({}, { credentialSubject: { fhirVersion: '3.0.2', fhirBundle: bundleOf() } }),
      'claims-malformed',
    ],
    ['no bundle', cardWith({}, { credentialSubject: { fhirVersion: '4.0.1' } }), 'claims-malformed'],
    ['something else than a bundle', cardWith({}, {}, { ...PATIENT, entry: [] }), 'claims-malformed'],
    ['no patient', cardWith({}, {}, bundleOf(LAB)), 'claims-malformed'],
    ['two patients', cardWith({}, {}, bundleOf(PATIENT, PATIENT)), 'claims-malformed'],
    ['a revocation id of 25 characters', cardWith({}, { rid: 'a'.repeat(25) }), 'claims-malformed'],
  ])('not with content of %s', (_case, payload, fault) => {
    expect(verifyCard(cardCode(payload)).fault).toBe(fault);
  });
});

describe('a test that might be the positive one', () => {
  const positive = { coding: [{ system: 'http://snomed.info/sct', code: '260373001' }] };
  const code = (...coding: unknown[]): object => ({ coding });
  const loinc = { system: 'http://loinc.org', code: '94500-6' };
  test.each<[string, object, string]>([
    ['beside a coding without a code', code(loinc, { system: 'urn:x', code: null }), 'positive'],
    ['beside a system too long', code(loinc, { system: `urn:${'x'.repeat(200)}`, code: '1' }), 'positive'],
    ['among many codings', code(...Array.from({ length: 30 }, () => ({ system: 'urn:x' })), loinc), 'positive'],
    ['under a code of a single gene', code({ system: 'http://loinc.org', code: '94307-6' }), 'positive'],
  ])('is read %s', (_case, of, expected) => {
    const { credential } = verifyCard(
      cardCode(cardWith({}, {}, bundleOf(PATIENT, LAB, { ...LAB, code: of, valueCodeableConcept: positive }))),
    );
    expect(credential?.claims.facts.tests.map(({ result }) => result)).toEqual(['negative', expected]);
  });

  test.each<[string, unknown]>([
    ['no code', undefined],
    ['a code of no coding', { coding: [] }],
    ['a code in words alone', { text: 'COVID-19' }],
    ['codings that are no list', { coding: loinc }],
  ])('makes the card unreadable where it has %s', (_case, of) => {
    const odd = { ...LAB, code: of, valueCodeableConcept: positive };
    expect(verifyCard(cardCode(cardWith({}, {}, bundleOf(PATIENT, LAB, odd)))).fault).toBe('claims-malformed');
  });

  test('of something else says nothing', () => {
    const other = {
      ...LAB,
      code: code({ system: 'http://loinc.org', code: '75622-1' }),
      valueCodeableConcept: positive,
    };
    expect(
      verifyCard(cardCode(cardWith({}, {}, bundleOf(PATIENT, LAB, other)))).credential?.claims.facts.tests,
    ).toHaveLength(1);
  });
});

test('a card may have as many resources as fit', () => {
  const shots = Array.from({ length: 100 }, () => SHOT);
  expect(verifyCard(cardCode(cardWith({}, {}, bundleOf(PATIENT, ...shots)))).fault).toBeNull();
});

test.each([
  ['SNOMED CT', 'http://snomed.info/sct', '28581000087106'],
  ['ICD-11', 'http://id.who.int/icd/release/11/mms', 'XM8NQ0'],
])('a vaccine by its code in %s is one', (_case, system, code) => {
  const shot = { ...SHOT, vaccineCode: { coding: [{ system, code }] } };
  const { credential } = verifyCard(cardCode(cardWith({}, {}, bundleOf(PATIENT, shot))));
  expect(credential?.claims.facts.vaccinations).toMatchObject([{ product: code }]);
});

describe('an issuer is bound to its keys', () => {
  const other: TrustEntry = { format: 'shc', iss: 'https://other.example', jwks: { keys: [{ ...ecKeyOf(12).jwk }] } };
  test('another’s key does not sign for it', () => {
    expect(verifyCard(cardCode(cardWith(), ecKeyOf(12)), [SHC_TRUST, other]).fault).toBe('issuer-mismatch');
    expect(
      verifyCard(cardCode(cardWith({ iss: 'https://other.example' }), ecKeyOf(12)), [SHC_TRUST, other]).fault,
    ).toBeNull();
  });

  test('an issuer nobody has heard of is not called a forger, whoever’s key it signs with', () => {
    const stranger = cardCode(cardWith({ iss: 'https://stranger.example' }), ecKeyOf(12));
    expect(verifyCard(stranger, [SHC_TRUST, other]).fault).toBe('issuer-mismatch');
    expect(builtInReason('issuer-mismatch').verdict).toBe('refer');
  });

  test('a forged signature is told from an unknown key', () => {
    const forged = cardCode(cardWith(), ecKeyOf(12), HEADER);
    expect(verifyCard(forged).fault).toBe('signature-forged');
    expect(verifyCard(forged, []).fault).toBe('issuer-unknown');
  });

  test('keys of other kinds in its set are left aside', () => {
    const keys = [
      { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
      { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' },
      { ...SHC_KEY.jwk, kid: thumbprint(SHC_KEY) },
    ];
    expect(verifyCard(cardCode(), [{ format: 'shc', iss: ISS, jwks: { keys } }]).fault).toBeNull();
  });

  test.each([
    ['to sign', { use: 'sig', alg: 'ES256', key_ops: ['verify'] }, null],
    ['to encrypt', { use: 'enc' }, 'issuer-unknown'],
    ['another name than its thumbprint, which a revocation list would go by', { kid: 'a name' }, 'issuer-unknown'],
    ['another algorithm', { alg: 'ECDH-ES' }, 'issuer-unknown'],
    ['other operations', { key_ops: ['deriveKey'] }, 'issuer-unknown'],
  ])('a key is used for what it says it is for: %s', (_case, says, fault) => {
    const keys = [{ ...SHC_KEY.jwk, ...says }];
    expect(verifyCard(cardCode(), [{ format: 'shc', iss: ISS, jwks: { keys } }]).fault).toBe(fault);
  });
});

describe('a card that was taken back', () => {
  type Entry = Extract<TrustEntry, { format: 'shc' }>;
  const listing = (...crls: NonNullable<Entry['crls']>): TrustEntry => ({ ...(SHC_TRUST as Entry), crls });
  const withList = (...rids: string[]): TrustEntry =>
    listing({ kid: thumbprint(SHC_KEY), method: 'rid', ctr: 1, rids });
  const card = cardCode(cardWith({}, { rid: 'revoke-1' }));
  test.each([
    ['not named', ['revoke-2'], null],
    ['named', ['revoke-2', 'revoke-1'], 'revoked'],
    ['named up to a second after its issue', [`revoke-1.${NOW - 3599}`], 'revoked'],
    ['named up to the second of its issue, which is not before it', [`revoke-1.${NOW - 3600}`], null],
    ['named twice, the later time counts', [`revoke-1.${NOW}`, `revoke-1.${NOW - 9999}`], 'revoked'],
  ])('%s', (_case, rids, fault) => {
    expect(verifyCard(card, [SHC_TRUST], revokedBy([withList(...rids)])).fault).toBe(fault);
  });

  test('is taken back whatever else is wrong with it', () => {
    const taken = revokedBy([withList('revoke-1')]);
    const unreadable = cardCode(cardWith({}, { rid: 'revoke-1' }, bundleOf()));
    expect(verifyCard(unreadable, [SHC_TRUST], taken).checks).toContainEqual(['revocation', 'revoked']);
    const timeless = cardCode(cardWith({ nbf: undefined }, { rid: 'revoke-1' }));
    expect(verifyCard(timeless, [SHC_TRUST], taken).checks).toContainEqual(['revocation', 'revoked']);
  });

  test('a card without an id is named by no list', () => {
    expect(verifyCard(cardCode(), [SHC_TRUST], revokedBy([withList('')])).fault).toBeNull();
  });

  test('of several lists for one key the one with the highest counter counts, and no other key’s', () => {
    const [older, newer] = [withList('revoke-1'), withList('revoke-2')];
    const crl = { kid: thumbprint(SHC_KEY), method: 'rid' as const, ctr: 2, rids: ['revoke-2'] };
    expect(verifyCard(card, [SHC_TRUST], revokedBy([older, newer])).fault).toBe('revoked');
    expect(verifyCard(card, [SHC_TRUST], revokedBy([older, listing(crl)])).fault).toBeNull();
    const other = listing({ ...crl, kid: 'another', rids: ['revoke-1'] });
    expect(verifyCard(card, [SHC_TRUST], revokedBy([other])).fault).toBeNull();
  });

  test('in the fraction of a second before the time named', () => {
    const early = cardCode(cardWith({ nbf: NOW - 3600.5 }, { rid: 'revoke-1' }));
    expect(verifyCard(early, [SHC_TRUST], revokedBy([withList(`revoke-1.${NOW - 3600}`)])).fault).toBe('revoked');
  });

  test.each([
    ['no list is held', 1, [], ['revocations-outdated']],
    ['the list is as new', 2, [1, 2], []],
    ['the list is older', 3, [1, 2], ['revocations-outdated']],
    ['the key says nothing', undefined, [], []],
  ])('the list’s keeper is told when the key names a newer list: %s', (_case, crlVersion, held, problems) => {
    const kid = thumbprint(SHC_KEY);
    const keys = [{ ...SHC_KEY.jwk, kid, ...(crlVersion === undefined ? {} : { crlVersion }) }];
    const crls = held.map((ctr) => ({ kid, method: 'rid' as const, ctr, rids: [] }));
    const entry = { format: 'shc' as const, iss: ISS, jwks: { keys }, crls };
    expect(openTrustList([entry], primitives).problems.map(({ problem }) => problem)).toEqual(problems);
  });

  test('another issuer’s list does not count', () => {
    expect(verifyCard(card, [SHC_TRUST], [{ issuer: 'https://other.example', id: 'revoke-1' }]).fault).toBeNull();
  });
});

test('a text that only looks like one is another’s', () => {
  expect(
    ['SHC:/12', 'shc:12', ' shc:/', 'eyJ', 'a.b.c', 'https://a.example/eyJ.a.b'].map((text) => shc.recognises(text)),
  ).not.toContain(true);
  expect(shc.decode('eyJ.a.b.c', primitives)).toEqual({ ok: false, fault: 'jws-malformed' });
  expect(shc.decode('shc:/', primitives).ok).toBe(false);
});
