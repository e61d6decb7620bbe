import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { matchTag } from '../../shared/credential/card-match.ts';
import type { Facts } from '../../shared/credential/facts.ts';
import { NO_REVOCATIONS } from '../../shared/credential/revocation.ts';
import { checkOverrule, isAbnormal } from '../../shared/guard.ts';
import type { Grounds } from '../../shared/judge.ts';
import { fail, ok } from '../../shared/result.ts';
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
import { codeOf, decided, judged, revoking, said, SHANGHAI } from './judge-kit.ts';
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
      policyVersion: 3,
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
    const venue = { district: null, direction: 'in', hasCardReader: false, hasThermometer: false } as const;
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

describe('a kiosk that cannot judge sends everybody to a person', () => {
  const visitors = [
    ['a good code', GOOD],
    ['a red one', codeOf({ colour: 'red' })],
    ['a forged one', textOf(envelope({ key: keyOf(1), payload: payloadWith(), signature: new Uint8Array(64) }))],
    ['an unreadable one', 'DS1:~'],
    ['an online code', 'https://health-code.example/s?token=abcdefghijklmnop0123'],
  ] as const;
  const states = [
    ['policy-missing', { policy: fail('policy-missing') }],
    ['policy-damaged', { policy: fail('policy-damaged') }],
    ['policy-forged', { policy: fail('policy-forged') }],
    ['policy-expired', { policyExpiresAt: NOW }],
    ['clock-wrong', { clockFloor: NOW + 301 }],
  ] as const;
  // As it is found on a disk: what trust there is comes with the rules.
  const nobodyTrusted = { trust: new Map(), revocations: NO_REVOCATIONS };
  const cases = states.flatMap(([fault, grounds]) =>
    visitors.map(
      ([who, code]) => [fault, who, 'policy' in grounds ? { ...grounds, ...nobodyTrusted } : grounds, code] as const,
    ),
  );
  test.each(cases)('%s, %s', (fault, who, grounds, code) => {
    const isCertain = who === 'a forged one' && !('policy' in grounds);
    expect(said({ code }, grounds)).toBe(`refer ${fault}${isCertain ? ' signature-forged' : ''}`);
    expect(decided({ code }, grounds).fault).toBe(fault);
  });

  const unjudging = [
    ['policy-expired', { policyExpiresAt: NOW }],
    ['clock-wrong', { clockFloor: NOW + 301 }],
    ['clock-wrong', { hubStops: 'clock-wrong' }],
  ] as const;
  describe.each(unjudging)('%s (%#)', (fault, grounds) => {
    const taken = { ...grounds, revocations: revoking('310000:a1a2a3a4a5a6a7a8') };
    const overruled = (code: string, by: Partial<Grounds> = grounds): unknown =>
      checkOverrule(decided({ code }, by), 'supervisor');

    test('and nobody overrules what is forged or taken back', () => {
      const forged = textOf(envelope({ key: SHANGHAI, payload: payloadWith(), signature: new Uint8Array(64) }));
      expect([said({ code: forged }, grounds), overruled(forged)]).toEqual([
        `refer ${fault} signature-forged`,
        'not-overrulable',
      ]);
      expect([said({ code: GOOD }, taken), overruled(GOOD, taken)]).toEqual([
        `refer ${fault} revoked`,
        'not-overrulable',
      ]);
      // Of what nobody signed nothing else is known.
      expect(said({ code: forged }, taken)).toBe(`refer ${fault} signature-forged`);
      expect(decided({ code: forged }, taken)).toMatchObject({ person: null, summary: { maskedName: null } });
      expect(overruled(GOOD)).toBeNull();
    });

    test('what is said beside the fault is for a person too, and looks so', () => {
      const [own, taker] = decided({ code: GOOD }, taken).reasons;
      expect(taker).toMatchObject({
        verdict: 'refer',
        colour: 'amber',
        shape: 'hand',
        sound: 'refer',
        emblem: 'revoked',
      });
      expect(own?.code).toBe(fault);
    });

    test('and who may be ill is kept aside', () => {
      const positive = { kind: 'antigen', result: 'positive', sampledAt: NOW + 400, resultAt: NOW + 500 } as const;
      expect(isAbnormal(decided({ code: codeOf({ colour: 'red' }) }, grounds))).toBe(true);
      expect(isAbnormal(decided({ code: GOOD }, grounds))).toBe(false);
      // By a wrong clock a test may be of tomorrow.
      expect(isAbnormal(decided({ code: codeOf({ tests: [positive] }) }, grounds))).toBe(fault === 'clock-wrong');
      expect(decided({ code: GOOD }, grounds)).toMatchObject({ identity: { issuer: '310000' }, policyVersion: null });
    });

    test('what hangs on the clock or the rules is not judged', () => {
      const strange = textOf(envelope({ key: keyOf(9), payload: payloadWith() }));
      for (const code of [codeOf({}, { expiresAt: NOW }), codeOf({}, { issuedAt: NOW + 301 }), strange]) {
        const { reasons, checks } = decided({ code }, grounds);
        expect(reasons.map((reason) => reason.code)).toEqual([fault]);
        expect(checks.map(([step]) => step)).not.toContain('period');
      }
      const { testAgeSeconds } = decided({ code: GOOD }, grounds).summary;
      expect(testAgeSeconds === null).toBe(fault === 'clock-wrong');
    });
  });

  test('an answer to somebody’s question says nothing of who shows it', () => {
    const answer = codeOf({ colour: 'red', answers: new Uint8Array(32).fill(7) });
    expect(decided({ code: answer }, { policyExpiresAt: NOW })).toMatchObject({
      person: null,
      summary: { colour: null },
    });
  });

  test('a kiosk that the hub has stopped looks at nobody’s code', () => {
    expect(decided({ code: codeOf({ colour: 'red' }) }, { hubStops: 'kiosk-revoked' })).toMatchObject({
      ...{ person: null, identity: null, summary: { colour: null, maskedName: null } },
    });
  });

  test.each(states)('%s, any web address', (fault, grounds) => {
    // Which hosts are online codes only the rules say: without them any address may be one.
    const isKnown = !('policy' in grounds);
    const answer = judged({ code: 'https://example.org/' }, grounds);
    if (isKnown) expect(answer).toMatchObject({ kind: 'hint', seems: 'url' });
    else expect(answer).toMatchObject({ kind: 'decision', verdict: 'refer', fault });
  });

  test.each(states)('%s makes no visitor of a Wi-Fi code', (_fault, grounds) => {
    expect(judged({ code: 'WIFI:S:cafe;;' }, grounds).kind).toBe('hint');
  });

  test('in the last second of the rules, and at 300 s below the floor, it still judges', () => {
    expect(said({ code: GOOD }, { policyExpiresAt: NOW + 1, clockFloor: NOW + 300 })).toBe(ADMITTED);
  });
});

describe('what the hub has said of the kiosk', () => {
  test.each([
    ['kiosk-revoked', codeOf()],
    ['kiosk-revoked', codeOf({ colour: 'red' })],
    ['clock-wrong', codeOf()],
  ] as const)('%s sends everybody to a person (%#)', (hubStops, code) => {
    expect(said({ code }, { hubStops })).toBe(`refer ${hubStops}`);
  });

  test('counts before rules that are not there', () => {
    expect(said({ code: codeOf() }, { hubStops: 'kiosk-revoked', policy: fail('policy-missing') })).toBe(
      'refer kiosk-revoked',
    );
  });

  test('does not make a health code of what is none', () => {
    expect(judged({ code: 'WIFI:S:cafe;;' }, { hubStops: 'kiosk-revoked' }).kind).toBe('hint');
  });
});
