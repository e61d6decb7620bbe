import { describe, expect, test } from 'vitest';
import { primitives } from '../../../electron/crypto.ts';
import type { Claims } from '../../../shared/credential/claims.ts';
import { NO_PASS_DETAILS, type Facts } from '../../../shared/credential/facts.ts';
import { encodeClaims } from '../../../shared/credential/health-code-encode.ts';
import { healthCode, LIMIT } from '../../../shared/credential/health-code.ts';
import { MAX_SECONDS } from '../../../shared/credential/signed-text.ts';
import { MAX_TEXT_LENGTH } from '../../../shared/scan.ts';
import {
  bytesOf,
  cbor,
  claimsOf,
  CONTENT,
  claimsIn,
  envelope,
  hexOf,
  keyOf,
  NOW,
  payloadWith,
  textOf,
  type Spoilt,
} from './codes.ts';

const NAME = { iss: 1, exp: 4, iat: 6, cti: 7 };
const KEY = {
  kind: 1,
  name: 2,
  subject: 3,
  colour: 4,
  tests: 5,
  vaccinations: 6,
  visited: 7,
  age: 8,
  pass: 9,
  match: 10,
  answers: 11,
};
const MATCH = [bytesOf(8), bytesOf(2)];

function read(spoilt: Spoilt): Claims | string {
  return claimsIn(payloadWith(spoilt));
}

const inContent = (key: number, value: unknown): Spoilt => ({ content: new Map([[key, value]]) });
const inClaims = (key: number, value: unknown): Spoilt => ({ claims: new Map([[key, value]]) });

test('a payload written by hand from the specification is read', () => {
  expect(read({})).toEqual(claimsOf());
});

test('and ours is that very payload', () => {
  expect(hexOf(encodeClaims(claimsOf()))).toBe(hexOf(payloadWith()));
});

describe('content at its limits is read', () => {
  const many = (count: number, item: unknown): unknown[] => Array.from({ length: count }, () => item);
  test.each<[string, number, unknown, unknown]>([
    ['a name of 32 units that its issuer has not masked', KEY.name, 'a'.repeat(32), { maskedName: 'a*' }],
    ['no test', KEY.tests, undefined, { tests: [] }],
    ['an empty list of tests', KEY.tests, [], { tests: [] }],
    ['16 tests', KEY.tests, many(16, [1, 0, 0, 1]), {}],
    [
      'a pending test',
      KEY.tests,
      [[0, NOW, null, 2]],
      { tests: [{ kind: 'nucleic-acid', sampledAt: NOW, resultAt: null, result: 'pending' }] },
    ],
    ['the last second', KEY.tests, [[0, MAX_SECONDS, 0, 0]], {}],
    [
      'a dose',
      KEY.vaccinations,
      [['x', 3, 2, 18_800]],
      { vaccinations: [{ product: 'x', dose: 3, of: 2, atDay: 18_800 }] },
    ],
    [
      'a stay of one day',
      KEY.visited,
      [[310_101, 19_100, 0]],
      { visited: [{ area: '310101', fromDay: 19_100, toDay: 19_100 }] },
    ],
    ['32 stays', KEY.visited, many(32, [310_101, 19_100, 366]), {}],
    ['an answer', KEY.answers, bytesOf(32), { answers: bytesOf(32) }],
    ['an age group', KEY.age, '60+', { ageGroup: '60+' }],
    [
      'a pass',
      KEY.pass,
      [1, '沪A', [], NOW],
      { pass: { ...NO_PASS_DETAILS, type: 'vehicle', holder: '沪A', places: [], until: NOW } },
    ],
    ['red', KEY.colour, 2, { colour: 'red' }],
  ])('%s', (_case, key, value, expected) => {
    const claims = read(inContent(key, value));
    expect(typeof claims === 'string' ? claims : claims.facts).toMatchObject(expected as Partial<Facts>);
  });

  test('a paper code with its match tag', () => {
    const claims = read({
      content: new Map<number, unknown>([
        [KEY.kind, 1],
        [KEY.match, MATCH],
      ]),
    });
    expect(claims).toMatchObject({ facts: { kind: 'paper', cardMatch: { salt: MATCH[0], tag: MATCH[1] } } });
  });

  test('keys that only a later edition knows are passed by', () => {
    const known = read({});
    expect(read(inContent(12, 'later'))).toEqual(known);
    expect(read(inContent(-1, [1, new Map([[1, 2]])]))).toEqual(known);
    expect(read(inClaims(5, NOW))).toEqual(known);
    expect(read(inClaims(2, 'somebody'))).toEqual(known);
  });

  test.each([8, 16])('an id of %i bytes', (length) => {
    expect(read(inClaims(NAME.cti, bytesOf(length)))).toMatchObject({ id: hexOf(bytesOf(length)) });
  });
});

describe('content that makes no sense is malformed, none of it is read', () => {
  const test1 = [0, NOW, 0, 0];
  const many = (count: number, item: unknown): unknown[] => Array.from({ length: count }, () => item);
  test.each<[string, number, unknown]>([
    ['no kind', KEY.kind, undefined],
    ['a kind that is none', KEY.kind, 2],
    ['a kind in words', KEY.kind, 'dynamic'],
    ['a kind below the first', KEY.kind, -1],
    ['paper without a match tag', KEY.kind, 1],
    ['dynamic with a match tag', KEY.match, MATCH],
    ['a match tag of three bytes', KEY.match, [bytesOf(8), bytesOf(3)]],
    ['a match tag without its salt', KEY.match, [bytesOf(2)]],
    ['an answer to a question of 31 bytes', KEY.answers, bytesOf(31)],
    ['an answer to a question of 33 bytes', KEY.answers, bytesOf(33)],
    ['an answer to nothing', KEY.answers, null],
    ['no name', KEY.name, undefined],
    ['an empty name', KEY.name, ''],
    ['a name of 33 units', KEY.name, 'a'.repeat(33)],
    ['a name in bytes', KEY.name, bytesOf(3)],
    ['no subject', KEY.subject, undefined],
    ['a subject of 7 bytes', KEY.subject, bytesOf(7)],
    ['a subject of 9 bytes', KEY.subject, bytesOf(9)],
    ['no colour', KEY.colour, undefined],
    ['a fourth colour', KEY.colour, 3],
    ['no colour, said aloud', KEY.colour, null],
    ['17 tests', KEY.tests, many(17, test1)],
    ['a test of three items', KEY.tests, [[0, NOW, 0]]],
    ['a test of five', KEY.tests, [[0, NOW, 0, 0, 0]]],
    ['a test in a map', KEY.tests, new Map([[0, test1]])],
    ['a concluded test without its result’s time', KEY.tests, [[0, NOW, null, 0]]],
    ['a pending test with one', KEY.tests, [[0, NOW, 0, 2]]],
    ['a result before its sample', KEY.tests, [[0, NOW, -1, 0]]],
    ['a sample before 1970', KEY.tests, [[0, -1, 0, 0]]],
    ['a sample after 2106', KEY.tests, [[0, MAX_SECONDS + 1, 0, 0]]],
    ['a sample at half a second', KEY.tests, [[0, NOW + 0.5, 0, 0]]],
    ['a fourth result', KEY.tests, [[0, NOW, 0, 3]]],
    ['one bad test among good ones', KEY.tests, [test1, 7, test1]],
    ['dose nought', KEY.vaccinations, [['x', 0, 2, 18_800]]],
    ['a vaccine without a name', KEY.vaccinations, [['', 1, 2, 18_800]]],
    ['17 doses', KEY.vaccinations, many(17, ['x', 1, 2, 18_800])],
    ['an area of five digits', KEY.visited, [[99_999, 19_100, 0]]],
    ['an area in words', KEY.visited, [['310101', 19_100, 0]]],
    ['a stay of 367 days', KEY.visited, [[310_101, 19_100, LIMIT.stayDays + 1]]],
    ['33 stays', KEY.visited, many(33, [310_101, 19_100, 0])],
    ['an age in years', KEY.age, 61],
    ['an age group too long', KEY.age, 'a'.repeat(17)],
    ['a pass of a third type', KEY.pass, [2, 'x', [], NOW]],
    ['a pass of 17 places', KEY.pass, [0, 'x', many(17, 'y'), NOW]],
  ])('%s', (_case, key, value) => {
    expect(read(inContent(key, value))).toBe('claims-malformed');
  });

  test.each<[string, number, unknown]>([
    ['no issuer', NAME.iss, undefined],
    ['an empty issuer', NAME.iss, ''],
    ['an issuer in digits', NAME.iss, 310_000],
    ['no end', NAME.exp, undefined],
    ['no beginning', NAME.iat, undefined],
    ['a beginning before 1970', NAME.iat, -1],
    ['no id', NAME.cti, undefined],
    ['an id of 7 bytes', NAME.cti, bytesOf(7)],
    ['an id of 17 bytes', NAME.cti, bytesOf(17)],
    ['no content', CONTENT, undefined],
    ['content in a list', CONTENT, []],
  ])('%s', (_case, key, value) => {
    const isTime = key === NAME.exp || key === NAME.iat;
    expect(read(inClaims(key, value))).toBe(isTime ? 'period-malformed' : 'claims-malformed');
  });

  test.each<[string, Uint8Array]>([
    ['a payload of nothing', new Uint8Array(0)],
    ['a number', cbor(1)],
    ['text', cbor('hello')],
    ['a byte after the end', Buffer.concat([payloadWith(), Uint8Array.of(0)])],
    ['keys in another order', reversed(payloadWith())],
  ])('%s', (_case, payload) => {
    expect(claimsIn(payload)).toBe('claims-malformed');
  });

  /** The same map with its first entry put last. */
  function reversed(payload: Uint8Array): Uint8Array {
    const first = cbor(new Map([[1, '310000']])).subarray(1);
    const rest = payload.subarray(1 + first.length);
    return Buffer.concat([payload.subarray(0, 1), rest, first]);
  }
});

describe('the text of a code', () => {
  const good = textOf(envelope({ key: keyOf(1), payload: payloadWith() }));
  test.each([
    [good, true],
    ['DS1:', true],
    ['DS2:X', true],
    ['DS999:', true],
    ['DS1000:', false],
    ['DS:X', false],
    ['ds1:X', false],
    [' DS1:X', false],
    ['HC1:X', false],
    ['', false],
  ])('%j means to be a health code: %s', (text, expected) => {
    expect(healthCode.recognises(text)).toBe(expected);
  });

  test.each([
    ['another version', 'DS2:X', 'version-unsupported'],
    ['a version with a nought before it', 'DS01:X', 'version-unsupported'],
    ['longer than any symbol', `DS1:${'0'.repeat(MAX_TEXT_LENGTH - 3)}`, 'text-too-long'],
    ['as long as the longest symbol', `DS1:${'0'.repeat(MAX_TEXT_LENGTH - 4)}`, 'cbor-malformed'],
    ['with a blank behind it', `${good} `, 'base45-malformed'],
    ['cut in the middle', good.slice(0, 100), 'cbor-malformed'],
  ])('%s: %s', (_case, text, expected) => {
    const decoded = healthCode.decode(text, primitives);
    expect(decoded.ok ? 'decoded' : decoded.fault).toBe(expected);
  });

  test('a typical code, with one test and two doses, fits a symbol of version 10-M: 311 characters', () => {
    const vaccinations = [1, 2].map((dose) => ({ product: 'CoronaVac', dose, of: 2, atDay: 18_800 + dose }));
    const text = textOf(envelope({ key: keyOf(1), payload: encodeClaims(claimsOf({ vaccinations })) }));
    expect(text.length).toBeLessThanOrEqual(311);
  });
});

describe('facts that no health code can hold are a bug of the issuer’s', () => {
  test.each<[string, Parameters<typeof claimsOf>]>([
    ['no id', [{}, { id: null }]],
    ['no end', [{}, { expiresAt: null }]],
    ['no kind', [{ kind: null }]],
    ['no colour', [{ colour: null }]],
    ['nobody', [{ person: null }]],
  ])('%s', (_case, given) => {
    expect(() => encodeClaims(claimsOf(...given))).toThrow('a health code has');
  });
});
