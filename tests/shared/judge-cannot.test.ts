import { describe, expect, test } from 'vitest';
import { NO_REVOCATIONS } from '../../shared/credential/revocation.ts';
import { checkOverrule, isAbnormal } from '../../shared/guard.ts';
import type { Grounds } from '../../shared/judge.ts';
import { fail } from '../../shared/result.ts';
import { envelope, keyOf, NOW, payloadWith, textOf } from './credential/codes.ts';
import { codeOf, decided, judged, revoking, said, SHANGHAI } from './judge-kit.ts';

const GOOD = codeOf();
const ADMITTED = 'admit all-checks-passed';

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
