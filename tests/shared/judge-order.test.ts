import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Grounds } from '../../shared/judge.ts';
import type { Facts } from '../../shared/credential/facts.ts';
import { fail } from '../../shared/result.ts';
import { cbor, envelope, factsOf, headerOf, HOUR, keyOf, NOW, payloadWith, SALT, textOf } from './credential/codes.ts';
import { builtInReason } from '../../shared/reasons.ts';
import { codeOf, decided, GROUNDS, judged, revoking, said, SHANGHAI } from './judge-kit.ts';
import { DEMO } from './policy/policy-kit.ts';
import { NO_REVOCATIONS } from '../../shared/credential/revocation.ts';

/** All about one scan that may be wrong; each step's fault spoils its own part. */
interface Scan {
  grounds: Partial<Grounds>;
  prefix: string;
  tail: string;
  spoil: (signed: Uint8Array) => Uint8Array;
  algorithm: number;
  signature: Uint8Array | null;
  claims: Map<number, unknown>;
  content: Map<number, unknown>;
}

const CLAIM = { iss: 1, exp: 4, iat: 6 };
const COLOUR = 4;

/** Every fault in the order in which they are looked for, with what brings it about. Later ones are spoilt first. */
const STEPS: readonly (readonly [said: string, spoil: (scan: Scan) => void])[] = [
  ['refer policy-missing', ({ grounds }) => Object.assign(grounds, { policy: fail('policy-missing') })],
  ['refer clock-wrong', ({ grounds }) => Object.assign(grounds, { clockFloor: NOW + 301 })],
  ['refer policy-expired', ({ grounds }) => Object.assign(grounds, { policyExpiresAt: NOW })],
  ['refer version-unsupported', (scan) => (scan.prefix = 'DS7:')],
  ['refer text-too-long', (scan) => (scan.tail += '0'.repeat(4300))],
  ['refer base45-malformed', (scan) => (scan.tail += '~')],
  ['refer cbor-malformed', (scan) => (scan.spoil = (signed) => signed.subarray(0, -1))],
  ['refer cose-malformed', (scan) => (scan.spoil = () => Uint8Array.of(0xd2, ...cbor([1, 2, 3, 4])))],
  ['refer issuer-unknown', ({ grounds }) => Object.assign(grounds, { trust: new Map() })],
  ['refer algorithm-unsupported', (scan) => (scan.algorithm = -7)],
  ['refuse signature-forged', (scan) => (scan.signature = new Uint8Array(64))],
  ['refer issuer-mismatch', ({ claims }) => claims.set(CLAIM.iss, '440300')],
  ['refer period-malformed', ({ claims }) => claims.set(CLAIM.iat, 'now')],
  ['refer period-reversed', ({ claims }) => claims.set(CLAIM.iat, NOW + 301).set(CLAIM.exp, NOW)],
  ['refer not-yet-valid', ({ claims }) => claims.set(CLAIM.iat, NOW + 301).set(CLAIM.exp, NOW + 999)],
  ['refuse expired', ({ claims }) => claims.set(CLAIM.exp, NOW)],
  ['refer claims-malformed', ({ content }) => content.set(COLOUR, 9)],
  ['refuse revoked', ({ grounds }) => Object.assign(grounds, { revocations: revoking('310000:a1a2a3a4a5a6a7a8') })],
  ['refuse colour-red', ({ content }) => content.set(COLOUR, 2)],
  ['admit all-checks-passed', () => undefined],
];

/** What is said of a scan with everything wrong from one step on, and nothing before it. */
function saidFrom(step: number): string {
  const scan: Scan = {
    grounds: {},
    prefix: 'DS1:',
    tail: '',
    spoil: (signed) => signed,
    algorithm: -8,
    signature: null,
    claims: new Map(),
    content: new Map(),
  };
  for (const [, spoil] of STEPS.slice(step).toReversed()) spoil(scan);
  const signed = envelope({
    key: SHANGHAI,
    payload: payloadWith({ claims: scan.claims, content: scan.content }),
    protectedHeader: headerOf(SHANGHAI, scan.algorithm),
    ...(scan.signature === null ? {} : { signature: scan.signature }),
  });
  const code = scan.prefix + textOf(scan.spoil(signed)).slice('DS1:'.length) + scan.tail;
  const { fault } = decided({ code }, scan.grounds);
  return fault === null ? said({ code }, scan.grounds) : `${builtInReason(fault).verdict} ${fault}`;
}

describe('of many faults the first in the order of the steps is said', () => {
  test.each(STEPS.map(([expected], step) => [expected, step] as const))('%s', (expected, step) => {
    expect(saidFrom(step)).toBe(expected);
  });

  test('all that is wrong with what was signed is said, and the worst of it decides', () => {
    const taken = { revocations: revoking('310000:a1a2a3a4a5a6a7a8') };
    const early = codeOf({}, { issuedAt: NOW + 301 });
    expect(said({ code: early }, taken)).toBe('refuse revoked not-yet-valid');
    expect(decided({ code: early }, taken).fault).toBe('not-yet-valid');
    const unreadable = textOf(envelope({ key: SHANGHAI, payload: payloadWith({ content: new Map([[COLOUR, 9]]) }) }));
    expect(said({ code: unreadable }, taken)).toBe('refuse revoked claims-malformed');
    expect(said({ code: codeOf({}, { expiresAt: NOW }) }, taken)).toBe('refuse revoked expired');
  });

  test('of what nobody signed nothing else is said', () => {
    const forged = textOf(
      envelope({
        key: SHANGHAI,
        payload: payloadWith({ claims: new Map([[CLAIM.exp, NOW]]) }),
        signature: new Uint8Array(64),
      }),
    );
    expect(said({ code: forged }, { revocations: revoking('310000:a1a2a3a4a5a6a7a8') })).toBe(
      'refuse signature-forged',
    );
  });

  test('what is no health code at all comes before the state of the kiosk', () => {
    expect(judged({ code: 'hello' }, { policy: fail('policy-missing') }).kind).toBe('hint');
  });
});

const tests = fc.array(
  fc.record({
    kind: fc.constantFrom('nucleic-acid' as const, 'antigen' as const),
    result: fc.constantFrom('negative' as const, 'positive' as const, 'pending' as const),
    age: fc.integer({ min: -400, max: 80 * HOUR }),
  }),
  { maxLength: 3 },
);

/** Visitors of whom about one in three may enter. */
const visitors: fc.Arbitrary<Facts> = fc
  .record({
    kind: fc.constantFrom('dynamic' as const, 'dynamic' as const, 'paper' as const),
    colour: fc.constantFrom('green' as const, 'green' as const, 'yellow' as const, 'red' as const),
    tests,
  })
  .map(({ kind, colour, tests: some }) =>
    factsOf({
      kind,
      colour,
      cardMatch: kind === 'paper' ? { salt: SALT, tag: Uint8Array.of(1, 2) } : null,
      tests: some.map(({ age, ...test }) => ({
        ...test,
        sampledAt: NOW - age,
        resultAt: test.result === 'pending' ? null : NOW - age,
      })),
    }),
  );

const kiosks: fc.Arbitrary<Grounds> = fc
  .record({
    venueType: fc.constantFrom(...Object.keys(DEMO.venueTypes)),
    direction: fc.constantFrom('in' as const, 'out' as const),
    hasCardReader: fc.boolean(),
    hasThermometer: fc.boolean(),
    clockFloor: fc.constantFrom(null, null, NOW, NOW + 400),
    policyExpiresAt: fc.constantFrom(null, null, NOW, NOW + 1),
    admittedAgo: fc.constantFrom(null, null, 0, 5, 700),
    isRevoked: fc.boolean(),
  })
  .map(({ venueType, direction, hasCardReader, hasThermometer, admittedAgo, isRevoked, ...times }) => ({
    ...GROUNDS,
    ...times,
    venue: { venueType, direction, hasCardReader, hasThermometer, district: null, door: null },
    revocations: isRevoked ? revoking('310000:a1a2a3a4a5a6a7a8') : NO_REVOCATIONS,
    lastAdmitted: () => (admittedAgo === null ? null : NOW - admittedAgo),
  }));

const frames = fc.record({
  issuedAt: fc.constantFrom(NOW - 60, NOW + 500),
  expiresAt: fc.constantFrom(NOW + 600, NOW),
});

describe('of any visitor at any kiosk', () => {
  property.prop([visitors, frames, kiosks])('a reason against is never overruled', (facts, frame, grounds) => {
    const result = judged({ code: codeOf(facts, frame) }, grounds);
    if (result.kind !== 'decision') return;
    const verdicts = result.reasons.map(({ verdict }) => verdict);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(result.verdict).toBe(verdicts[0]);
    if (verdicts.includes('refuse')) expect(result.verdict).toBe('refuse');
    else if (verdicts.includes('refer')) expect(result.verdict).toBe('refer');
    if (result.verdict !== 'admit') return;
    expect(result.reasons.map(({ code }) => code)).toEqual(['all-checks-passed']);
    expect(result.fault).toBeNull();
  });

  property.prop([visitors, frames, kiosks])('who is admitted has nothing against them', (facts, frame, grounds) => {
    const result = judged({ code: codeOf(facts, frame) }, grounds);
    if (result.kind !== 'decision' || result.verdict !== 'admit') return;
    expect(facts.kind).toBe('dynamic');
    expect(frame).toEqual({ issuedAt: NOW - 60, expiresAt: NOW + 600 });
    expect(grounds.revocations).toBe(NO_REVOCATIONS);
    if (grounds.venue.direction === 'out') return;
    expect(facts.colour).toBe('green');
    expect([null, NOW - 700]).toContain(grounds.lastAdmitted({ type: 'subject', issuer: '', subject: '' }));
  });

  property.prop([visitors, frames, kiosks])('the same is said every time', (facts, frame, grounds) => {
    const code = codeOf(facts, frame);
    expect(judged({ code }, grounds)).toEqual(judged({ code }, grounds));
  });

  test('the visitors of these tests are not all of one verdict', () => {
    const verdicts = fc
      .sample(fc.tuple(visitors, kiosks), { numRuns: 300, seed: 7 })
      .map(([facts, grounds]) => judged({ code: codeOf(facts) }, grounds))
      .map((result) => (result.kind === 'decision' ? result.verdict : result.kind));
    expect(new Set(verdicts)).toEqual(new Set(['admit', 'refer', 'refuse', 'needs']));
  });
});

describe('no text whatever makes it throw or admit', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.string({ maxLength: 400 }).map((text) => `DS1:${text}`),
    fc.string({ maxLength: 400 }).map((text) => `https://${text}`),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => textOf(bytes)),
    fc.uint8Array({ maxLength: 300 }).map((payload) => textOf(envelope({ key: keyOf(9), payload }))),
    fc.uint8Array({ maxLength: 300 }).map((payload) => textOf(envelope({ key: SHANGHAI, payload }))),
  );
  property.prop([texts, kiosks], { numRuns: 2000 })('at any kiosk', (code, grounds) => {
    const result = judged({ code }, grounds);
    expect(result.kind === 'decision' && result.verdict === 'admit').toBe(false);
  });
});
