import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { matchTag } from '../../shared/credential/card-match.ts';
import type { Facts } from '../../shared/credential/facts.ts';
import { ok } from '../../shared/result.ts';
import {
  CONTENT,
  envelope,
  factsOf,
  HOUR,
  keyOf,
  NEGATIVE,
  NOW,
  payloadWith,
  SALT,
  textOf,
} from './credential/codes.ts';
import { codeOf, decided, judged, revoking, said } from './judge-kit.ts';
import { DEMO, policyRunning, policyWith } from './policy/policy-kit.ts';

const GOOD = codeOf();
const ADMITTED = 'admit all-checks-passed';
const tested = (age: number, change: Partial<Facts['tests'][number]> = {}): Facts['tests'][number] => ({
  ...NEGATIVE,
  sampledAt: NOW - age,
  resultAt: NOW - age,
  ...change,
});

describe('a visitor with a code that Shanghai signed', () => {
  test('is admitted when all is well, and the guard sees whom', () => {
    expect(decided({ code: GOOD })).toMatchObject({
      verdict: 'admit',
      fault: null,
      format: 'health-code',
      policyVersion: 4,
      person: { type: 'subject', issuer: '310000', subject: '0102030405060708' },
      summary: {
        maskedName: '张*三',
        colour: 'green',
        codeKind: 'dynamic',
        test: { kind: 'nucleic-acid', result: 'negative' },
        testAgeSeconds: 47 * HOUR,
        issuer: { id: '310000', name: null },
      },
    });
  });

  test.each([
    ['green', ADMITTED],
    ['yellow', 'refer colour-yellow'],
    ['red', 'refuse colour-red'],
  ] as const)('is judged by the colour: %s', (colour, expected) => {
    expect(said({ code: codeOf({ colour }) })).toBe(expected);
  });

  test('is told every reason, the worst first', () => {
    const code = codeOf({ colour: 'yellow', tests: [tested(49 * HOUR)] });
    expect(said({ code }, { lastAdmitted: () => NOW - 1 })).toBe('refuse test-too-old colour-yellow already-entered');
  });

  test('is judged by the rules of the venue', () => {
    const code = codeOf({ tests: [] });
    const venue = { district: null, door: null, direction: 'in', hasCardReader: false, hasThermometer: false } as const;
    expect(said({ code })).toBe('refuse test-none');
    expect(said({ code }, { venue: { ...venue, venueType: 'residential' } })).toBe(ADMITTED);
    expect(said({ code }, { venue: { ...venue, venueType: 'mall', direction: 'out' } })).toBe(ADMITTED);
    expect(said({ code }, { venue: { ...venue, venueType: 'circus' } })).toBe('refer rules-failed');
  });

  test('is told what the other rules say where one cannot run', () => {
    const ofRed = DEMO.rules['colour-red'];
    const policy = ok(policyRunning({ '<': [{ var: 'facts.newestAntigen.ageSeconds' }, 1] }, ofRed ? [ofRed] : []));
    const { verdict, reasons, fault, checks } = decided({ code: codeOf({ colour: 'red' }) }, { policy });
    expect([verdict, ...reasons.map(({ code }) => code)]).toEqual(['refuse', 'colour-red', 'rules-failed']);
    expect(fault).toBe('rules-failed');
    expect(checks.at(-1)).toEqual(['policy', 'rules-failed']);
  });
});

describe('how old a test may be', () => {
  test.each([
    ['47:59:59', 48 * HOUR - 1, ADMITTED],
    ['48:00:00', 48 * HOUR, ADMITTED],
    ['48:00:01', 48 * HOUR + 1, 'refuse test-too-old'],
  ])('%s under the demo policy, which includes the boundary', (_age, seconds, expected) => {
    expect(said({ code: codeOf({ tests: [tested(seconds)] }) })).toBe(expected);
  });

  test.each([
    ['47:59:59', 48 * HOUR - 1, ADMITTED],
    ['48:00:00', 48 * HOUR, 'refuse test-too-old'],
    ['48:00:01', 48 * HOUR + 1, 'refuse test-too-old'],
  ])('%s under a policy that leaves the boundary out', (_age, seconds, expected) => {
    const age = { var: 'facts.newestNucleicAcid.ageSeconds' };
    const policy = ok(policyWith({ if: [age, { '<': [age, { var: 'venue.maxTestAgeSeconds' }] }, false] }));
    expect(said({ code: codeOf({ tests: [tested(seconds)] }) }, { policy })).toBe(expected);
  });

  test.each([
    ['the last second before midnight in Shanghai', Date.UTC(2022, 4, 13, 15, 59, 59) / 1000],
    ['midnight in Shanghai', Date.UTC(2022, 4, 13, 16) / 1000],
    ['midnight UTC', Date.UTC(2022, 4, 14) / 1000],
    ['the first day of a year', Date.UTC(2023, 0, 1) / 1000],
  ])('the boundary is the same when the scan is at %s', (_case, now) => {
    const at = (age: number): string => {
      const tests = [{ ...NEGATIVE, sampledAt: now - age, resultAt: now - age }];
      return said({ code: codeOf({ tests }, { issuedAt: now - 60, expiresAt: now + 60 }) }, {}, now);
    };
    expect(at(48 * HOUR)).toBe(ADMITTED);
    expect(at(48 * HOUR + 1)).toBe('refuse test-too-old');
  });

  test('a visitor who waits at the door for a second may come too late', () => {
    const code = codeOf({ tests: [tested(48 * HOUR)] });
    expect(said({ code }, {}, NOW)).toBe(ADMITTED);
    expect(said({ code }, {}, NOW + 1)).toBe('refuse test-too-old');
  });
});

describe('the newest result wins', () => {
  const positive = { result: 'positive' } as const;
  test.each([
    ['negative, then positive', [tested(20 * HOUR), tested(2 * HOUR, positive)], 'refuse test-positive'],
    ['positive, then negative', [tested(20 * HOUR, positive), tested(2 * HOUR)], ADMITTED],
    ['both of one moment', [tested(2 * HOUR), tested(2 * HOUR, positive)], 'refuse test-positive'],
    ['too old, then in time', [tested(90 * HOUR), tested(2 * HOUR)], ADMITTED],
    ['in time, then pending', [tested(2 * HOUR), tested(HOUR, { result: 'pending', resultAt: null })], ADMITTED],
    ['pending only', [tested(HOUR, { result: 'pending', resultAt: null })], 'refer test-pending'],
  ])('%s', (_case, tests, expected) => {
    expect(said({ code: codeOf({ tests }) })).toBe(expected);
    expect(said({ code: codeOf({ tests: tests.toReversed() }) })).toBe(expected);
  });

  test('the guard sees the test that decided', () => {
    const tests = [tested(20 * HOUR), tested(2 * HOUR, { ...positive, kind: 'antigen' })];
    expect(decided({ code: codeOf({ tests }) }).summary).toMatchObject({
      test: { kind: 'antigen', result: 'positive' },
      testAgeSeconds: 2 * HOUR,
    });
  });
});

describe('the code itself', () => {
  const stranger = keyOf(2);
  const payload = payloadWith();
  test.each([
    ['of an issuer that is not trusted', textOf(envelope({ key: stranger, payload })), 'refer issuer-unknown'],
    [
      'whose signature is another’s',
      textOf(envelope({ key: keyOf(1), payload, signature: stranger.sign(payload) })),
      'refuse signature-forged',
    ],
    ['for an issuer the key may not sign for', codeOf({}, { issuer: '440300' }), 'refer issuer-mismatch'],
    ['that has expired in this second', codeOf({}, { expiresAt: NOW }), 'refuse expired'],
    ['in its last second', codeOf({}, { expiresAt: NOW + 1 }), ADMITTED],
    ['issued 300 s ahead of our clock', codeOf({}, { issuedAt: NOW + 300 }), ADMITTED],
    ['issued 301 s ahead of our clock', codeOf({}, { issuedAt: NOW + 301 }), 'refer not-yet-valid'],
    ['of a later version', `DS2:${GOOD.slice(4)}`, 'refer version-unsupported'],
    ['of which the end is missing', GOOD.slice(0, -3), 'refer cbor-malformed'],
    ['in small letters', `DS1:${GOOD.slice(4).toLowerCase()}`, 'refer base45-malformed'],
    ['of nothing but its prefix', 'DS1:', 'refer cbor-malformed'],
  ])('%s is judged', (_case, code, expected) => {
    expect(said({ code })).toBe(expected);
  });

  test('that was revoked is refused, and one of the same id by another issuer was not', () => {
    expect(said({ code: GOOD }, { revocations: revoking('310000:a1a2a3a4a5a6a7a8') })).toBe('refuse revoked');
    expect(said({ code: GOOD }, { revocations: revoking('440300:a1a2a3a4a5a6a7a8') })).toBe(ADMITTED);
  });

  test('of a known person that is no longer good still says whose it was', () => {
    const { summary, person } = decided({ code: codeOf({}, { expiresAt: NOW }) });
    expect(summary.maskedName).toBe('张*三');
    expect(person?.subject).toBe('0102030405060708');
  });

  test('that is forged says nothing of anybody', () => {
    const code = textOf(envelope({ key: keyOf(1), payload, signature: new Uint8Array(64) }));
    expect(decided({ code })).toMatchObject({ person: null, summary: { maskedName: null, colour: null } });
  });

  test('with content that makes no sense is for a person to look at', () => {
    const spoilt = payloadWith({ claims: new Map([[CONTENT, undefined]]) });
    expect(said({ code: textOf(envelope({ key: keyOf(1), payload: spoilt })) })).toBe('refer claims-malformed');
  });
});

describe('a paper code is good only together with the ID card', () => {
  const number = '11010519491231002X';
  const tag = matchTag(SALT, number, primitives.sha256);
  const paper = factsOf({ kind: 'paper', cardMatch: { salt: SALT, tag } });
  const code = codeOf(paper);
  const idCard = {
    kind: 'resident' as const,
    name: '张小三',
    documentNumber: number,
    validFrom: '2020-01-01',
    validTo: null,
  };
  const venue = {
    venueType: 'mall',
    district: null,
    door: null,
    direction: 'in',
    hasCardReader: true,
    hasThermometer: false,
  } as const;

  test('where there is no reader a person compares them', () => {
    expect(said({ code })).toBe('refer card-reader-missing');
  });

  test('where there is one, the card is asked for', () => {
    expect(judged({ code }, { venue })).toMatchObject({ kind: 'needs', needs: ['id-card'] });
  });

  test.each([
    ['its own card', idCard, `${ADMITTED} card-matched`],
    ['the card of another number', { ...idCard, documentNumber: '110105199003076013' }, 'refuse card-mismatch'],
    ['the card of another name', { ...idCard, name: '李小四' }, 'refuse card-mismatch'],
  ])('with %s it is judged', (_case, card, expected) => {
    expect(said({ code, idCard: card }, { venue })).toBe(expected);
  });

  test.each([
    ['out of its period', { ...idCard, validTo: '2020-12-31' }, 'refer card-expired card-matched'],
    ['not yet good', { ...idCard, validFrom: '2099-01-01' }, 'refer card-not-yet-valid card-matched'],
  ])('with a card %s a person looks', (_case, card, expected) => {
    expect(said({ code, idCard: card }, { venue })).toBe(expected);
  });

  test.each([
    ['its holder’s', idCard, `${ADMITTED} card-matched`],
    ['another’s', { ...idCard, name: '李小四' }, 'refuse card-mismatch'],
    ['a foreigner’s', { ...idCard, name: 'BERG ANNA' }, 'refer card-not-compared'],
    ['its holder’s, expired', { ...idCard, validTo: '2020-12-31' }, 'refer card-expired card-matched'],
  ])('a code on a phone is judged with %s card', (_case, card, expected) => {
    expect(said({ code: GOOD, idCard: card }, { venue })).toBe(expected);
  });

  test('nobody is asked for a card who is refused whatever it says', () => {
    expect(said({ code: codeOf({ ...paper, colour: 'red' }) }, { venue })).toBe('refuse colour-red');
  });

  test('a reason to refer stands beside the missing reader', () => {
    expect(said({ code: codeOf({ ...paper, colour: 'yellow' }) })).toBe('refer colour-yellow card-reader-missing');
  });

  test('a code on a phone asks for no card', () => {
    expect(said({ code: GOOD }, { venue })).toBe(ADMITTED);
  });
});

describe('entering again', () => {
  test.each([
    ['never here', null, ADMITTED],
    ['admitted in this second', 0, 'refer already-entered'],
    ['admitted 599 s ago', 599, 'refer already-entered'],
    ['admitted 600 s ago', 600, ADMITTED],
  ])('a visitor %s is judged', (_case, ago, expected) => {
    expect(said({ code: GOOD }, { lastAdmitted: () => (ago === null ? null : NOW - ago) })).toBe(expected);
  });

  test('it is the person who is asked about, not the code', () => {
    const asked: unknown[] = [];
    const lastAdmitted = (person: unknown): null => {
      asked.push(person);
      return null;
    };
    judged({ code: GOOD }, { lastAdmitted });
    judged({ code: codeOf({}, { id: 'b1b2b3b4b5b6b7b8' }) }, { lastAdmitted });
    expect(asked[0]).toEqual(asked[1]);
    expect(asked).toHaveLength(2);
  });
});

describe('what is no health code', () => {
  const token = 'https://health-code.example/s?token=abcdefghijklmnop0123';
  test.each([
    ['https://example.org/menu', 'url'],
    ['WIFI:T:WPA;S:cafe;P:12345678;;', 'wifi'],
    ['https://qr.alipay.com/abcdefghijklmnopqrstuvwxyz', 'payment'],
    ['BEGIN:VCARD', 'contact'],
    ['hello', 'text'],
    ['', 'text'],
    ['ds1:6BFOXN', 'text'],
    ['https://health-code.example/s?token=short', 'url'],
  ])('%s is a hint and no entry', (code, seems) => {
    expect(judged({ code })).toMatchObject({ kind: 'hint', seems, reason: { code: 'not-a-health-code' } });
  });

  test('an online code cannot be checked here, so a person looks', () => {
    expect(said({ code: token })).toBe('refer online-code');
    expect(decided({ code: token }).format).toBe('online-code');
  });

  test('with no code at all there is nothing to judge', () => {
    expect(judged({ code: null }).kind).toBe('hint');
  });
});

describe('a text longer than any symbol holds', () => {
  test.each([
    ['of letters', 'A'],
    ['of an address', 'https://example.org/a/'],
    ['of a Wi-Fi code', 'WIFI:'],
  ])('%s is too long, whatever it seems to be', (_case, begins) => {
    expect(judged({ code: begins.padEnd(7089, 'a') }).kind).toBe('hint');
    expect(decided({ code: begins.padEnd(7090, 'a') })).toMatchObject({ verdict: 'refer', fault: 'text-too-long' });
  });

  test('an address of a million words is dealt with', () => {
    const code = `https://health-code.example/${'a/'.repeat(1_000_000)}`;
    expect(decided({ code }).fault).toBe('text-too-long');
  });
});
