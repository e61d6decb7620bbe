import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { base32, coseSign1, ecKeyOf, es256, nzcpText, type CoseParts } from '../../../scripts/foreign-codes.ts';
import { nzcp } from '../../../shared/credential/nzcp.ts';
import { buildRevocations, NO_REVOCATIONS } from '../../../shared/credential/revocation.ts';
import { buildTrustList } from '../../../shared/credential/trust-list.ts';
import { trustEntrySchema, type TrustEntry } from '../../../shared/credential/trust.ts';
import { verifyCredential, type Verification } from '../../../shared/credential/verify.ts';
import { bytesOf, NOW } from './codes.ts';

const KEY = ecKeyOf(21);
const DID = 'did:web:passes.demo.example';

const method = { id: `${DID}#key-1`, type: 'JsonWebKey2020', controller: DID, publicKeyJwk: { ...KEY.jwk } };
type Did = Extract<TrustEntry, { format: 'nzcp' }>['did'];
const trustIn = (change: Partial<Did> = {}): TrustEntry => ({
  format: 'nzcp',
  did: { id: DID, verificationMethod: [method], assertionMethod: [method.id], ...change },
});

const SUBJECT = { givenName: 'Jack', familyName: 'Sparrow', dob: '1960-04-16' };
const credentialWith = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  '@context': ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'],
  version: '1.0.0',
  type: ['VerifiableCredential', 'PublicCovidPass'],
  credentialSubject: SUBJECT,
  ...change,
});

/** A pass's claims with entries replaced; `undefined` leaves one out. */
function claimsWith(...change: [unknown, unknown][]): Map<unknown, unknown> {
  const base: [unknown, unknown][] = [
    [1, DID],
    [5, NOW - 60],
    [4, NOW + 60],
    ['vc', credentialWith()],
    [7, bytesOf(16)],
  ];
  return new Map([...new Map([...base, ...change])].filter(([, value]) => value !== undefined));
}

const header = (...entries: [unknown, unknown][]): Map<unknown, unknown> => new Map(entries);

function passText(parts: Partial<CoseParts> = {}): string {
  return nzcpText(passObject(parts));
}

function passObject(parts: Partial<CoseParts> = {}): Uint8Array {
  return coseSign1({
    payload: claimsWith(),
    protectedHeader: header([1, -7], [4, 'key-1']),
    sign: (message) => es256(KEY, message),
    ...parts,
  });
}

function verify(text: string, trust = trustIn(), revocations = NO_REVOCATIONS): Verification {
  const sealed = nzcp.decode(text, primitives);
  if (!sealed.ok) return { checks: [], fault: sealed.fault, signer: null, issuer: null, credential: null };
  return verifyCredential(sealed.value, nzcp, buildTrustList([trust], primitives), revocations, primitives, NOW);
}

test('a pass says who holds it, and no more', () => {
  const { credential, fault } = verify(passText());
  expect(fault).toBeNull();
  expect(credential?.claims).toMatchObject({
    issuer: DID,
    id: 'urn:uuid:01020304-0506-0708-090a-0b0c0d0e0f10',
    issuedAt: NOW - 60,
    expiresAt: NOW + 60,
    facts: {
      maskedName: 'J* S*',
      person: { type: 'name-birth', issuer: '', subject: 'SPARROW\nJACK\n1960-04-16' },
      tests: [],
      vaccinations: [],
      colour: null,
    },
  });
});

describe('the text of a pass', () => {
  const text = passText();
  test.each([
    ['another version', text.replace('/1/', '/2/'), 'version-unsupported'],
    ['small letters', text.toLowerCase().replace('nzcp', 'NZCP'), 'base32-malformed'],
    ['padding', `${text}=`, 'base32-malformed'],
    ['a digit that the alphabet lacks', `${text.slice(0, -1)}1`, 'base32-malformed'],
    ['a length that no bytes have', `${text.slice(0, 8)}A`, 'base32-malformed'],
    ['longer than a symbol holds', `NZCP:/1/${'A'.repeat(4289)}`, 'text-too-long'],
    ['cut short', text.slice(0, 208), 'cbor-malformed'],
    ['a byte after the object', nzcpText(Buffer.concat([passObject(), Buffer.of(0)])), 'cbor-malformed'],
    ['no tag', nzcpText(passObject({ tags: '' })), 'cose-malformed'],
    ['nothing', 'NZCP:/1/', 'cbor-malformed'],
  ])('with %s', (_case, spoilt, fault) => {
    expect(verify(spoilt).fault).toBe(fault);
  });

  test('is told by its beginning', () => {
    expect(['NZCP:/1/A', 'NZCP:/2/A', 'NZCP:/'].map((one) => nzcp.recognises(one))).toEqual([true, true, true]);
    expect(['nzcp:/1/', 'NZCP:1', ' NZCP:/1/'].map((one) => nzcp.recognises(one))).not.toContain(true);
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
  });
});

describe('headers and claims', () => {
  test.each<[string, Partial<CoseParts>, string | null]>([
    [
      'the key id as bytes, as the specification’s own examples have it',
      { protectedHeader: header([1, -7], [4, Buffer.from('key-1')]) },
      null,
    ],
    [
      'the key id in the unprotected header',
      { protectedHeader: header([1, -7]), unprotectedHeader: header([4, 'key-1']) },
      'issuer-unknown',
    ],
    [
      'the algorithm in the unprotected header',
      { protectedHeader: header([4, 'key-1']), unprotectedHeader: header([1, -7]) },
      'algorithm-unsupported',
    ],
    ['PS256', { protectedHeader: header([1, -37], [4, 'key-1']) }, 'algorithm-unsupported'],
    ['a key that the issuer has not', { protectedHeader: header([1, -7], [4, 'key-2']) }, 'issuer-unknown'],
    ['another’s signature', { sign: (message) => es256(ecKeyOf(22), message) }, 'signature-forged'],
    ['an issuer that is not trusted', { payload: claimsWith([1, 'did:web:other.example']) }, 'issuer-unknown'],
    ['no issuer', { payload: claimsWith([1, undefined]) }, 'issuer-unknown'],
    ['an issuer by another method', { payload: claimsWith([1, 'did:key:z6Mk']) }, 'issuer-unknown'],
    ['a payload that is no map', { payload: [1] }, 'issuer-unknown'],
    ['no beginning', { payload: claimsWith([5, undefined]) }, 'period-malformed'],
    ['no end', { payload: claimsWith([4, undefined]) }, 'period-malformed'],
    ['not active before 300 s from now', { payload: claimsWith([5, NOW + 301], [4, NOW + 400]) }, 'not-yet-valid'],
    ['ended this second', { payload: claimsWith([4, NOW]) }, 'expired'],
    ['no id', { payload: claimsWith([7, undefined]) }, 'claims-malformed'],
    ['an id of 15 bytes', { payload: claimsWith([7, bytesOf(15)]) }, 'claims-malformed'],
    [
      'another context',
      { payload: claimsWith(['vc', credentialWith({ '@context': ['https://demo.example'] })]) },
      'claims-malformed',
    ],
    [
      'the first context alone',
      { payload: claimsWith(['vc', credentialWith({ '@context': ['https://www.w3.org/2018/credentials/v1'] })]) },
      'claims-malformed',
    ],
    [
      'a birth date that no calendar has',
      { payload: claimsWith(['vc', credentialWith({ credentialSubject: { ...SUBJECT, dob: '1960-02-30' } })]) },
      'claims-malformed',
    ],
    [
      'another type',
      { payload: claimsWith(['vc', credentialWith({ type: ['VerifiableCredential', 'Other'] })]) },
      'claims-malformed',
    ],
    ['another version', { payload: claimsWith(['vc', credentialWith({ version: '2.0.0' })]) }, 'claims-malformed'],
    [
      'no given name',
      { payload: claimsWith(['vc', credentialWith({ credentialSubject: { ...SUBJECT, givenName: '' } })]) },
      'claims-malformed',
    ],
    [
      'a birth date in another order',
      { payload: claimsWith(['vc', credentialWith({ credentialSubject: { ...SUBJECT, dob: '16/04/1960' } })]) },
      'claims-malformed',
    ],
  ])('%s', (_case, parts, fault) => {
    expect(verify(passText(parts)).fault).toBe(fault);
  });
});

describe('the issuer’s DID document', () => {
  test.each<[string, Partial<Did>]>([
    ['does not let the key assert', { assertionMethod: [] }],
    ['lists another key for it', { assertionMethod: [`${DID}#key-2`] }],
    ['lists a key of another type', { verificationMethod: [{ ...method, type: 'Ed25519VerificationKey2018' }] }],
    ['has no key in it', { verificationMethod: [{ ...method, publicKeyJwk: undefined }] }],
    ['lists another issuer’s key', { id: 'did:web:other.example' }],
  ])('that %s makes the issuer unknown', (_case, change) => {
    expect(verify(passText(), trustIn(change)).fault).toBe('issuer-unknown');
  });
});

test.each<[string, unknown]>([
  ['one id', { assertionMethod: `${DID}#key-1` }],
  [
    'an id relative to the document',
    { assertionMethod: ['#key-1'], verificationMethod: [{ ...method, id: '#key-1' }] },
  ],
  ['a key written out in place', { assertionMethod: [method], verificationMethod: undefined }],
])('the issuer’s DID document may name its key by %s', (_case, change) => {
  const did = { id: DID, verificationMethod: [method], assertionMethod: [method.id], ...(change as object) };
  const entry = trustEntrySchema.parse({ format: 'nzcp', did });
  expect(verify(passText(), entry).fault).toBeNull();
});

test('a pass is taken back by its id', () => {
  const revoked = (id: string): ReturnType<typeof buildRevocations> => buildRevocations([{ issuer: DID, id }]);
  expect(verify(passText(), trustIn(), revoked('urn:uuid:01020304-0506-0708-090a-0b0c0d0e0f10')).fault).toBe('revoked');
  expect(verify(passText(), trustIn(), revoked('urn:uuid:01020304-0506-0708-090a-0b0c0d0e0f11')).fault).toBeNull();
});
