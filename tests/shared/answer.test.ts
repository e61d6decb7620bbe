import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { encodeClaims } from '../../shared/credential/health-code-encode.ts';
import { buildTrustList } from '../../shared/credential/trust-list.ts';
import type { Grounds } from '../../shared/judge.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { fail, ok } from '../../shared/result.ts';
import type { Lookup } from '../../shared/visit.ts';
import { bytesOf, claimsOf, envelope, keyOf, NOW, textOf } from './credential/codes.ts';
import { codeOf, decided, revoking, said, SHANGHAI } from './judge-kit.ts';
import { DEMO } from './policy/policy-kit.ts';

const SHOWN = 'https://health-code.example/s?token=abcdefghijklmnop0123';
const ASKED = bytesOf(32, 7);
const OTHER = bytesOf(32, 8);
const KEY = { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) } as const;
const BEIJING = keyOf(2);

function rules(statusProvider: Policy['statusProvider'] = { key: KEY }): Partial<Grounds> {
  const trust = [
    { format: 'health-code' as const, jwk: SHANGHAI.jwk, issuer: '310000' },
    { format: 'health-code' as const, jwk: BEIJING.jwk, issuer: '110000' },
  ];
  return { policy: ok({ ...DEMO, statusProvider }), trust: buildTrustList(trust, primitives) };
}

const lookup = (text: string): Lookup => ({ asked: ASKED, answer: ok(text) });
const answered = (text: string, grounds = rules()): string => said({ code: SHOWN, lookup: lookup(text) }, grounds);
const bound = (...[facts, frame]: Parameters<typeof codeOf>): string => codeOf({ answers: ASKED, ...facts }, frame);

describe('an answer that is signed for the question', () => {
  test.each([
    ['green', bound(), 'admit'],
    ['yellow', bound({ colour: 'yellow' }), 'refer'],
    ['red', bound({ colour: 'red' }), 'refuse'],
    ['without a test', bound({ tests: [] }), 'refuse'],
  ])('is judged by the rules as any other code: %s', (_case, text, verdict) => {
    expect(answered(text)).toMatch(new RegExp(`^${verdict} .* checked-online$`, 'u'));
  });

  test('is shown and remembered as the code that was answered', () => {
    const decision = decided({ code: SHOWN, lookup: lookup(bound()) }, rules());
    expect(decision).toMatchObject({
      format: 'health-code',
      summary: { maskedName: '张*三', colour: 'green' },
      identity: { issuer: '310000', id: 'a1a2a3a4a5a6a7a8' },
    });
  });

  test('of a card is judged without any code', () => {
    expect(said({ code: null, lookup: lookup(bound()) }, rules())).toBe('admit all-checks-passed checked-online');
  });

  test('of a paper kind still wants the card', () => {
    const paper = bound({ kind: 'paper', cardMatch: { salt: bytesOf(8), tag: bytesOf(2) } });
    expect(answered(paper)).toMatch(/^refer card-reader-missing/u);
  });
});

describe('no other answer is more than a reason to look', () => {
  const forged = textOf(
    envelope({ key: SHANGHAI, payload: encodeClaims(claimsOf({ answers: ASKED })), signature: bytesOf(64) }),
  );
  const stranger = textOf(envelope({ key: keyOf(9), payload: encodeClaims(claimsOf({ answers: ASKED })) }));
  test.each([
    ['for another question', codeOf({ answers: OTHER }), 'status-of-another'],
    ['for another question, and red', codeOf({ answers: OTHER, colour: 'red' }), 'status-of-another'],
    ['for another question, and expired', codeOf({ answers: OTHER }, { expiresAt: NOW }), 'status-of-another'],
    ['for no question: a code to be shown', codeOf(), 'status-of-another'],
    ['expired', bound({}, { expiresAt: NOW }), 'status-unusable'],
    ['not yet valid', bound({}, { issuedAt: NOW + 301 }), 'status-unusable'],
    ['with a false signature', forged, 'status-unusable'],
    ['of somebody unknown', stranger, 'status-unusable'],
    ['in another issuer’s name', bound({}, { issuer: '110000' }), 'status-unusable'],
    ['cut short', bound().slice(0, -40), 'status-unusable'],
    ['no code', '<html>Log in</html>', 'status-unusable'],
    ['nothing', '', 'status-unusable'],
    ['what was shown', SHOWN, 'status-unusable'],
    ['of a newer kind', 'DS2:ABC', 'status-unusable'],
    ['far too long', `DS1:${'A'.repeat(5000)}`, 'status-unusable'],
  ])('%s', (_case, text, expected) => {
    const decision = decided({ code: SHOWN, lookup: lookup(text) }, rules());
    expect([decision.verdict, decision.reasons.map(({ code }) => code)]).toEqual(['refer', [expected]]);
    expect(decision).toMatchObject({ format: 'online-code', person: null, identity: null });
    expect(decision.summary).toMatchObject({ maskedName: null, colour: null });
  });

  test('one that was taken back', () => {
    expect(answered(bound(), { ...rules(), revocations: revoking('310000:a1a2a3a4a5a6a7a8') })).toBe(
      'refer status-unusable',
    );
  });

  test.each([
    [['310000'], 'admit'],
    [['110000', '310000'], 'admit'],
    [['110000'], 'refer status-unusable'],
  ])('one of an issuer whom the rules do not name: %j', (issuers, expected) => {
    expect(answered(bound(), rules({ key: KEY, issuers }))).toMatch(new RegExp(`^${expected}`, 'u'));
  });

  test('one under rules that name no provider any more', () => {
    expect(answered(bound(), { ...rules(), policy: ok(DEMO) })).toBe('refer status-unusable');
  });

  test.each(['status-unavailable', 'status-unknown'] as const)('no answer at all: %s', (fault) => {
    const decision = decided({ code: SHOWN, lookup: { asked: ASKED, answer: fail(fault) } }, rules());
    expect(decision).toMatchObject({ verdict: 'refer', fault, format: 'online-code' });
    expect(decision.reasons.map(({ code }) => code)).toEqual([fault]);
  });

  test('what the kiosk itself lacks is said first', () => {
    expect(answered(bound(), { ...rules(), policyExpiresAt: NOW })).toBe('refer policy-expired');
    expect(answered('', { ...rules(), policy: fail('policy-missing') })).toBe('refer policy-missing');
  });
});

describe('an answer shown by a visitor', () => {
  test('is not a code that people show', () => {
    expect(said({ code: bound() }, rules())).toBe('refer status-of-another');
  });

  test('says nothing of whom it was made for', () => {
    const { person, identity, summary } = decided({ code: bound() }, rules());
    expect([person, identity, summary.maskedName, summary.colour]).toEqual([null, null, null, null]);
  });

  test('is refused where it would be refused anyway', () => {
    expect(said({ code: bound({}, { expiresAt: NOW }) }, rules())).toBe('refuse expired');
  });
});

property.prop(
  {
    answers: fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 }), { nil: null }),
    isOfShanghai: fc.boolean(),
    flips: fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { maxLength: 3 }),
    isBound: fc.boolean(),
  },
  { numRuns: 400 },
)('nothing admits but what somebody trusted signed for this very question', (given) => {
  const { answers, isOfShanghai, flips, isBound } = given;
  const key = isOfShanghai ? SHANGHAI : keyOf(9);
  const facts = { answers: isBound ? ASKED : answers };
  const bytes = Uint8Array.from(envelope({ key, payload: encodeClaims(claimsOf(facts)) }));
  const honest = Buffer.from(bytes).toString('hex');
  for (const [at, bit] of flips) bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit);
  const isWhole = Buffer.from(bytes).toString('hex') === honest;
  const decision = decided({ code: SHOWN, lookup: lookup(textOf(bytes)) }, rules());
  if (isWhole && isOfShanghai && isBound) expect(decision.verdict).toBe('admit');
  else if (decision.verdict !== 'refer') {
    // A bit of the unprotected header, which is not signed and has no meaning.
    expect([isOfShanghai, isBound, decision.identity?.id]).toEqual([true, true, 'a1a2a3a4a5a6a7a8']);
  }
});

property.prop(
  [
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `DS1:${text}`),
    ),
  ],
  { numRuns: 400 },
)('no text whatever makes judging throw, or is more than a reason to look', (text) => {
  expect(answered(text)).toMatch(/^refer status-/u);
});
