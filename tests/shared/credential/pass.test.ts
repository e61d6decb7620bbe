import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { NO_PASS_DETAILS } from '../../../shared/credential/facts.ts';
import { trustingHub } from '../../../shared/credential/hub-trust.ts';
import { namedPassSchema, passSchema, withoutName } from '../../../shared/credential/pass-issue.ts';
import { pass, PASS_TYPES } from '../../../shared/credential/pass.ts';
import { buildRevocations, NO_REVOCATIONS } from '../../../shared/credential/revocation.ts';
import { verifyCredential, type Verification } from '../../../shared/credential/verify.ts';
import { bytesOf, cbor, CONTENT, HOUR, NOW } from './codes.ts';
import { COMPANY, FURTHER, HUB, passOf, passText, writtenPass } from './pass-kit.ts';

const TRUST = trustingHub(new Map(), HUB.jwk, primitives.sha256);
const DAY = 24 * HOUR;

function verified(text: string, revocations = NO_REVOCATIONS, now = NOW): Verification {
  const sealed = pass.decode(text, primitives);
  if (!sealed.ok) throw new Error(sealed.fault);
  return verifyCredential(sealed.value, pass, TRUST, revocations, primitives, now);
}

/** A staff pass with entries replaced, written from docs/pass.md apart from the code under test. */
function spoilt(
  content: readonly (readonly [number, unknown])[],
  claims: readonly (readonly [number, unknown])[] = [],
): string {
  const inner = new Map<number, unknown>([
    [1, 0],
    [2, '张*三'],
    [3, bytesOf(8, 10)],
    [4, [bytesOf(8, 0xc0), '演示食品公司']],
    [5, ['演示商场']],
  ]);
  for (const [key, value] of content) inner.set(key, value);
  const outer = new Map<number, unknown>([
    [1, 'hub'],
    [4, NOW + 7 * DAY - HOUR],
    [6, NOW - HOUR],
    [7, bytesOf(8, 0xd1)],
    [CONTENT, new Map([...inner].filter(([, value]) => value !== undefined))],
  ]);
  for (const [key, value] of claims) outer.set(key, value);
  return passText(cbor(new Map([...outer].filter(([, value]) => value !== undefined))));
}

test('a pass written by hand from the specification is the one that is encoded', () => {
  expect(spoilt([])).toBe(passOf());
});

test('a pass says who, whose, where and until when', () => {
  const { fault, issuer, credential } = verified(
    passOf({ windows: [{ days: ['mon', 'sun'], from: '22:00', to: '06:00' }] }),
  );
  expect([fault, issuer]).toEqual([null, 'hub']);
  expect(credential?.claims.facts).toMatchObject({
    maskedName: '张*三',
    colour: null,
    person: { type: 'subject', issuer: 'hub', subject: '0a0b0c0d0e0f1011' },
    pass: {
      ...NO_PASS_DETAILS,
      type: 'staff',
      holder: '演示食品公司',
      company: COMPANY,
      places: ['演示商场'],
      windows: [{ days: 0b100_0001, fromMinute: 22 * 60, minutes: 8 * 60 }],
      until: NOW + 7 * DAY - HOUR - 1,
    },
  });
});

test.each(PASS_TYPES)('a pass of type %s says what its type says besides', (type) => {
  const { stayUntil, ...further } = { stayUntil: undefined, ...FURTHER[type] };
  const { fault, credential } = verified(passOf({ type, ...FURTHER[type] }));
  expect(fault).toBeNull();
  const until = stayUntil === undefined ? NOW + 7 * DAY - HOUR : NOW + DAY;
  expect(credential?.claims.facts.pass).toMatchObject({ type, ...further, until: until - 1 });
});

describe('is not taken:', () => {
  test.each<[string, string, string]>([
    ['a sixth type', spoilt([[1, 5]]), 'claims-malformed'],
    ['one without a company', spoilt([[4, undefined]]), 'claims-malformed'],
    ['a company of 7 bytes', spoilt([[4, [bytesOf(7), 'x']]]), 'claims-malformed'],
    ['one for nowhere', spoilt([[5, []]]), 'claims-malformed'],
    ['17 places', spoilt([[5, Array.from({ length: 17 }, () => 'x')]]), 'claims-malformed'],
    ['a window on no day', spoilt([[6, [[0, 0, 1]]]]), 'claims-malformed'],
    ['a window on an eighth day', spoilt([[6, [[128, 0, 1]]]]), 'claims-malformed'],
    ['a window from a day’s end', spoilt([[6, [[1, 1440, 1]]]]), 'claims-malformed'],
    ['a window of no time', spoilt([[6, [[1, 0, 0]]]]), 'claims-malformed'],
    ['a window longer than a day', spoilt([[6, [[1, 0, 1441]]]]), 'claims-malformed'],
    ['staff with a plate', spoilt([[7, '沪A']]), 'claims-malformed'],
    ['a vehicle without its plate', spoilt([[1, 1], [8, 0], [9, ['a', 'b']]]), 'claims-malformed'], // prettier-ignore
    ['a shuttle for nobody', spoilt([[1, 2], [9, ['a', 'b']], [10, 0]]), 'claims-malformed'], // prettier-ignore
    ['point work without an end', spoilt([[1, 3], [11, 'x']]), 'claims-malformed'], // prettier-ignore
    ['one for 31 days and a second', spoilt([], [[4, NOW - HOUR + 31 * DAY + 1]]), 'period-malformed'],
    ['one without an end', spoilt([], [[4, undefined]]), 'period-malformed'],
  ])('%s', (_case, text, fault) => {
    expect(verified(text).fault).toBe(fault);
  });

  test('one that another has signed, or that has run out', () => {
    expect(verified(passOf({}, { ...HUB, sign: () => new Uint8Array(64) })).fault).toBe('signature-forged');
    expect(verified(passOf(), NO_REVOCATIONS, NOW + 7 * DAY - HOUR - 1).fault).toBeNull();
    expect(verified(passOf(), NO_REVOCATIONS, NOW + 7 * DAY - HOUR).fault).toBe('expired');
  });
});

test('one for 31 days is taken', () => {
  expect(verified(spoilt([], [[4, NOW - HOUR + 31 * DAY]])).fault).toBeNull();
});

test.each([
  ['by its own id', 'd1d2d3d4d5d6d7d8', 'revoked'],
  ['by its company’s', COMPANY, 'revoked'],
  ['by neither', 'ffffffffffffffff', null],
])('a pass is taken back %s', (_case, id, fault) => {
  expect(verified(passOf(), buildRevocations([{ issuer: 'hub', id }])).fault).toBe(fault);
});

test('passes that a company got before it was suspended stay taken back, and new ones are good', () => {
  const lifted = (issuedBefore: number): Verification =>
    verified(passOf(), buildRevocations([{ issuer: 'hub', id: COMPANY, issuedBefore }]));
  expect(lifted(NOW - HOUR).fault).toBeNull();
  expect(lifted(NOW - HOUR + 1).fault).toBe('revoked');
});

test('a staff pass with twelve Han characters for company and place fits QR version 10-M', () => {
  const windows = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'] as const, from: '08:00', to: '18:00' }].map(
    (window) => ({
      ...window,
      days: [...window.days],
    }),
  );
  const text = passOf({ company: { id: COMPANY, name: '一二三四五六' }, places: ['一二三四五六'], windows });
  expect(text.length).toBeLessThanOrEqual(311);
  expect(encode(text, { ecc: 'M' }).version).toBeLessThanOrEqual(10);
});

describe('what is written of a pass', () => {
  const errors = (change: object): string[] => {
    const parsed = passSchema.safeParse({ ...writtenPass(), ...change });
    return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };
  test.each<[string, object, string[]]>([
    ['nothing wrong', {}, []],
    ['a whole day', { windows: [{ days: ['mon'], from: '00:00', to: '24:00' }] }, []],
    [
      'no time between',
      { windows: [{ days: ['mon'], from: '08:00', to: '08:00' }] },
      ['windows.0.to: no time between'],
    ],
    [
      'no day',
      { windows: [{ days: [], from: '08:00', to: '09:00' }] },
      ['windows.0.days: Too small: expected array to have >=1 items'],
    ],
    ['a plate of staff', { plate: '沪A' }, ['plate: not of a pass for staff']],
    [
      'a vehicle without a plate',
      { type: 'vehicle', ...FURTHER.vehicle, plate: undefined },
      ['plate: wanted of a pass for vehicle'],
    ],
    [
      'more than 31 days',
      { expiresAt: new Date((NOW + 31 * DAY) * 1000).toISOString() },
      ['expiresAt: more than 31 days after issuedAt'],
    ],
    ['no time', { expiresAt: writtenPass().issuedAt }, ['expiresAt: not after issuedAt']],
  ])('%s', (_case, change, expected) => {
    expect(errors(change)).toEqual(expected);
  });

  test('has the masked name and the subject of a named person, and neither name nor number', () => {
    const { maskedName, subject, ...rest } = writtenPass();
    expect([maskedName, subject]).not.toContain(undefined);
    const named = namedPassSchema.parse({ ...rest, name: '张小三', documentNumber: '11010519491231002X' });
    const register = { subject: () => bytesOf(8), salt: () => bytesOf(8), newId: () => bytesOf(8) };
    const written = withoutName(named, register);
    expect(written).toMatchObject({ maskedName: '张*三', subject: '0102030405060708' });
    expect(JSON.stringify(written)).not.toMatch(/小|11010519491231002X/u);
  });
});
