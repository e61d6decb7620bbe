import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import { matchTag } from '../../../shared/credential/card-match.ts';
import { encodeClaims } from '../../../shared/credential/health-code-encode.ts';
import { claimsOf, factsSchema, type FactsText, type Register } from '../../../shared/credential/issue.ts';
import { toHex } from '../../../shared/credential/hex.ts';
import { SECONDS_PER_DAY } from '../../../shared/time.ts';
import { bytesOf, hexOf, NOW, claimsIn } from './codes.ts';

const NUMBER = '11010519491231002X';
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(primitives.sha256(bytes));

const LEAST: FactsText = {
  kind: 'dynamic',
  name: '张小三',
  documentNumber: NUMBER,
  colour: 'green',
  issuedAt: '2022-05-13T09:00:00+08:00',
  expiresAt: '2022-05-13T09:10:00+08:00',
};

const TEST = { kind: 'nucleic-acid', sampledAt: '2022-05-12T08:00:00+08:00', result: 'negative' } as const;

const ALL: FactsText = {
  ...LEAST,
  kind: 'paper',
  tests: [
    { ...TEST, resultAt: '2022-05-12T15:00:00+08:00' },
    { ...TEST, kind: 'antigen', result: 'pending' },
  ],
  vaccinations: [{ product: '新冠灭活疫苗', dose: 2, of: 2, at: '2021-06-01' }],
  visited: [{ area: '310101', from: '2022-05-01', to: '2022-05-13' }],
  ageGroup: '60+',
  pass: { type: 'staff', holder: '演示保洁', places: ['一号楼'], until: '2022-06-01T00:00:00+08:00' },
  issuer: '310000',
  id: 'A1A2A3A4A5A6A7A8',
};

/** A register whose every answer shows what it was asked. */
const REGISTER: Register = {
  subject: (number, day) => sha256(Buffer.from(`${number} ${day}`)).slice(0, 8),
  salt: () => bytesOf(8, 50),
  newId: () => bytesOf(8, 9),
};

/** What stands against a line of facts: `path message`, or `fine`. */
function said(facts: unknown): string {
  const parsed = factsSchema.safeParse(facts);
  if (parsed.success) return 'fine';
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
}

function issued(facts: FactsText): ReturnType<typeof claimsOf> {
  return claimsOf(factsSchema.parse(facts), REGISTER, sha256);
}

describe('what was issued is what is read', () => {
  test.each([
    ['the least', LEAST],
    ['all there is', ALL],
  ])('%s', (_case, facts) => {
    const claims = issued(facts);
    expect(claimsIn(encodeClaims(claims))).toEqual(claims);
  });

  test('times in seconds, days in days, what was not said empty', () => {
    expect(issued(LEAST)).toEqual({
      issuer: '310000',
      issuedAt: NOW,
      expiresAt: NOW + 600,
      id: toHex(bytesOf(8, 9)),
      facts: {
        kind: 'dynamic',
        maskedName: '张*三',
        person: {
          type: 'subject',
          issuer: '310000',
          subject: toHex(REGISTER.subject(NUMBER, Math.floor(NOW / SECONDS_PER_DAY))),
        },
        colour: 'green',
        tests: [],
        vaccinations: [],
        recoveries: [],
        visited: [],
        ageGroup: null,
        pass: null,
        receipt: null,
        cardMatch: null,
        answers: null,
      },
    });
  });

  test('a concluded test without the time of its result has that of its sample; a pending one has none', () => {
    const tests = [TEST, { ...TEST, result: 'pending' as const, resultAt: TEST.sampledAt }];
    const [concluded, pending] = issued({ ...LEAST, tests }).facts.tests;
    expect(concluded).toMatchObject({ result: 'negative', resultAt: concluded?.sampledAt });
    expect(pending).toMatchObject({ result: 'pending', resultAt: null });
  });
});

test.each([
  ['2022-06-01', '2022-06-01T23:59:59+08:00'],
  ['2022-06-01T12:00:00Z', '2022-06-01T12:00:00Z'],
])('a pass until %s is good until %s', (until, expected) => {
  const pass = { type: 'vehicle' as const, holder: '沪A', until };
  expect(issued({ ...LEAST, pass }).facts.pass?.until).toBe(Date.parse(expected) / 1000);
});

describe('privacy', () => {
  test.each([
    ['a dynamic code', LEAST],
    ['a paper code', ALL],
  ])('%s holds neither the name nor any five digits of the number', (_case, facts) => {
    const payload = Buffer.from(encodeClaims(issued(facts)));
    expect(payload.includes(LEAST.name)).toBe(false);
    expect(payload.includes('小')).toBe(false);
    for (let i = 0; i + 5 <= NUMBER.length; i += 1) expect(payload.includes(NUMBER.slice(i, i + 5))).toBe(false);
  });

  test('only a paper code has a match tag, of the number and its salt', () => {
    expect(issued(LEAST).facts.cardMatch).toBeNull();
    const match = issued(ALL).facts.cardMatch;
    expect(hexOf(match?.tag ?? new Uint8Array())).toBe(hexOf(matchTag(bytesOf(8, 50), NUMBER, sha256)));
  });

  test('the number is the same however it was typed', () => {
    expect(issued({ ...LEAST, documentNumber: ` ${NUMBER.toLowerCase()} ` })).toEqual(issued(LEAST));
  });
});

describe('facts are taken', () => {
  test.each([
    ['with a passport’s number', { documentNumber: 'E12345678' }],
    ['with eighteen characters that are no resident’s number', { documentNumber: 'ABCDEFGHIJKLMNOPQR' }],
    ['with a name of 64 characters', { name: 'a'.repeat(64) }],
    ['with an id of 16 bytes', { id: 'ab'.repeat(16) }],
    ['with sixteen tests', { tests: Array.from({ length: 16 }, () => TEST) }],
    ['with a result in the second of the sample', { tests: [{ ...TEST, resultAt: TEST.sampledAt }] }],
    ['of a stay of one day', { visited: [{ area: '310101', from: '2022-05-01', to: '2022-05-01' }] }],
    ['of a stay of 366 days after the first', { visited: [{ area: '310101', from: '2021-01-01', to: '2022-01-02' }] }],
    ['good for one second', { expiresAt: '2022-05-13T09:00:01+08:00' }],
  ])('%s', (_case, change) => {
    expect(said({ ...LEAST, ...change })).toBe('fine');
  });
});

describe('facts are not taken, and the place of the mistake is said', () => {
  test.each([
    ['a number with a wrong check character', { documentNumber: '110105194912310020' }, 'documentNumber wrong check'],
    ['a number too short', { documentNumber: 'A123' }, 'documentNumber not 5 to 20'],
    ['no name', { name: '  ' }, 'name '],
    ['a name of 65 characters', { name: 'a'.repeat(65) }, 'name '],
    ['a name of two lines', { name: '张\n三' }, 'name has characters'],
    ['a name that turns the writing direction', { name: '张\u202e三' }, 'name has characters'],
    ['half a surrogate pair', { name: '张\ud800' }, 'name has characters'],
    ['another colour', { colour: 'blue' }, 'colour '],
    ['another kind', { kind: 'digital' }, 'kind '],
    ['a time without its zone', { issuedAt: '2022-05-13T09:00:00' }, 'issuedAt not an RFC 3339'],
    ['a time before 1970', { issuedAt: '1969-12-31T23:59:59Z' }, 'issuedAt not between'],
    ['a time after 2106', { expiresAt: '2106-02-07T06:28:16Z' }, 'expiresAt not between'],
    ['an end that is the beginning', { expiresAt: LEAST.issuedAt }, 'expiresAt not after'],
    ['an id of 7 bytes', { id: 'ab'.repeat(7) }, 'id not 8 to 16'],
    ['an id of 17 bytes', { id: 'ab'.repeat(17) }, 'id not 8 to 16'],
    ['seventeen tests', { tests: Array.from({ length: 17 }, () => TEST) }, 'tests '],
    [
      'a result before its sample',
      { tests: [{ ...TEST, resultAt: '2022-05-12T07:59:59+08:00' }] },
      'tests.0.resultAt before',
    ],
    ['dose nought', { vaccinations: [{ product: 'x', dose: 0, of: 2, at: '2021-06-01' }] }, 'vaccinations.0.dose '],
    [
      'a day the calendar lacks',
      { vaccinations: [{ product: 'x', dose: 1, of: 2, at: '2021-02-29' }] },
      'vaccinations.0.at not a date',
    ],
    [
      'an area of five digits',
      { visited: [{ area: '31010', from: '2022-05-01', to: '2022-05-02' }] },
      'visited.0.area not a six',
    ],
    [
      'a stay that ends before it begins',
      { visited: [{ area: '310101', from: '2022-05-02', to: '2022-05-01' }] },
      'visited.0.to not within',
    ],
    [
      'a stay of 367 days',
      { visited: [{ area: '310101', from: '2021-01-01', to: '2022-01-03' }] },
      'visited.0.to not within',
    ],
    ['a field nobody knows', { nickname: '三三' }, 'Unrecognized key'],
  ])('%s', (_case, change, expected) => {
    expect(said({ ...LEAST, ...change })).toContain(expected);
  });

  test.each(['kind', 'name', 'documentNumber', 'colour', 'issuedAt', 'expiresAt'])('without %s', (field) => {
    expect(said({ ...LEAST, [field]: undefined })).toMatch(new RegExp(`^${field} `, 'u'));
  });
});
