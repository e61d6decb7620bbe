import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { NO_PASS_DETAILS } from '../../shared/credential/facts.ts';
import { trustingHub } from '../../shared/credential/hub-trust.ts';
import type { Grounds } from '../../shared/judge.ts';
import { judgeVisit } from '../../shared/judge-visit.ts';
import { fail, ok } from '../../shared/result.ts';
import { NO_EVIDENCE, type Evidence } from '../../shared/visit.ts';
import { CARD, OTHER_CARD } from './cards.ts';
import { HOUR, keyOf, NOW } from './credential/codes.ts';
import { COMPANY, FURTHER, HUB, passOf } from './credential/pass-kit.ts';
import { codeOf, decided, GROUNDS, judged, revoking, said } from './judge-kit.ts';
import { policyOf, writtenDemo } from './policy/policy-kit.ts';

const DAY = 24 * HOUR;
const DOOR = { venue: '演示商场', gate: '北门' };
const VENUE = { ...GROUNDS.venue, door: DOOR };
const TRUST = trustingHub(GROUNDS.trust, HUB.jwk, primitives.sha256);
const AT_THE_HUB: Partial<Grounds> = { trust: TRUST, venue: VENUE };

/** A mall that wants a pass of everybody. */
const PASSES_ONLY = (() => {
  const written = writtenDemo();
  const mall = written.venueTypes['mall'] ?? {};
  return ok(policyOf({ ...written, venueTypes: { mall: { ...mall, present: [['code'], ['pass']] } } }));
})();

const beside = (pass: string, grounds: Partial<Grounds> = {}, code = codeOf(), now = NOW): string =>
  said({ code, pass }, { ...AT_THE_HUB, ...grounds }, now);

const needs = (evidence: Partial<Evidence>, grounds: Partial<Grounds> = {}): unknown => {
  const result = judged(evidence, { ...AT_THE_HUB, ...grounds });
  return result.kind === 'needs' ? result.needs : result.kind;
};

describe('a pass beside a code', () => {
  test.each<[string, string, Partial<Grounds>, string]>([
    ['that holds', passOf(), {}, 'admit all-checks-passed pass-valid'],
    ['for the gate', passOf({ places: ['演示商场/北门'] }), {}, 'admit all-checks-passed pass-valid'],
    ['for elsewhere', passOf({ places: ['演示市场'] }), {}, 'refer pass-elsewhere'],
    ['at a kiosk that no hub has named', passOf(), { venue: GROUNDS.venue }, 'refer pass-elsewhere'],
    ['taken back', passOf(), { revocations: revoking('hub:d1d2d3d4d5d6d7d8') }, 'refuse pass-revoked'],
    ['of a company that was suspended', passOf(), { revocations: revoking(`hub:${COMPANY}`) }, 'refuse pass-revoked'],
    ['forged', passOf({}, { ...HUB, sign: () => new Uint8Array(64) }), {}, 'refuse pass-forged'],
    ['signed by another hub', passOf({}, keyOf(21)), {}, 'refer pass-unusable'],
    ['in the hub’s name by one who is not it', passOf({ issuer: '310000' }), {}, 'refer pass-unusable'],
    ['damaged', passOf().slice(0, -9), {}, 'refer pass-unusable'],
    ['of another', passOf({ maskedName: '李*四' }), {}, 'refer pass-of-another'],
    [
      'of another, for elsewhere',
      passOf({ maskedName: '李*四', places: ['x'] }),
      {},
      'refer pass-elsewhere pass-of-another',
    ],
    [
      'of another, and taken back',
      passOf({ maskedName: '李*四' }),
      { revocations: revoking(`hub:${COMPANY}`) },
      'refuse pass-revoked pass-of-another',
    ],
  ])('%s', (_case, pass, grounds, expected) => {
    expect(beside(pass, grounds)).toBe(expected);
  });

  test('holds until its last second, in its windows, and until its stay is over', () => {
    const week = passOf();
    const code = codeOf({}, { expiresAt: NOW + 30 * DAY });
    const fresh = (at: number): string =>
      codeOf(
        { tests: [{ kind: 'nucleic-acid', sampledAt: at - HOUR, resultAt: at - HOUR, result: 'negative' }] },
        { issuedAt: at - 60, expiresAt: at + 60 },
      );
    const end = NOW + 7 * DAY - HOUR;
    expect(code).not.toBe(fresh(NOW));
    expect(beside(week, {}, fresh(end - 1), end - 1)).toBe('admit all-checks-passed pass-valid');
    expect(beside(week, {}, fresh(end), end)).toBe('refuse pass-expired');
    const stay = passOf({ type: 'point-work', ...FURTHER['point-work'] });
    expect(beside(stay, {}, fresh(NOW + DAY - 1), NOW + DAY - 1)).toBe('admit all-checks-passed pass-valid');
    expect(beside(stay, {}, fresh(NOW + DAY), NOW + DAY)).toBe('refuse pass-expired');
    // 2022-05-13T09:00:00+08:00, a Friday.
    expect(beside(passOf({ windows: [{ days: ['fri'], from: '09:00', to: '09:01' }] }))).toBe(
      'admit all-checks-passed pass-valid',
    );
    expect(beside(passOf({ windows: [{ days: ['fri'], from: '08:59', to: '09:00' }] }))).toBe('refer pass-not-now');
    expect(beside(passOf({ windows: [{ days: ['thu'], from: '09:00', to: '24:00' }] }))).toBe('refer pass-not-now');
    expect(beside(passOf({ windows: [{ days: ['thu'], from: '22:00', to: '09:01' }] }))).toBe(
      'admit all-checks-passed pass-valid',
    );
  });

  test.each<[string, Parameters<typeof codeOf>[0], string]>([
    ['red', { colour: 'red' }, 'refuse colour-red pass-valid'],
    ['without a test', { tests: [] }, 'refuse test-none pass-valid'],
  ])('opens no door to a code that is %s', (_case, facts, expected) => {
    expect(beside(passOf(), {}, codeOf(facts))).toBe(expected);
  });

  test('is no excuse for a code that has expired or was forged, which stays what it is', () => {
    expect(beside(passOf(), {}, codeOf({}, { expiresAt: NOW }))).toBe('refuse expired');
  });

  test('is told to the guard: what it is, whose, and what to compare', () => {
    const { summary } = decided({ code: codeOf(), pass: passOf({ type: 'vehicle', ...FURTHER.vehicle }) }, AT_THE_HUB);
    expect(summary).toMatchObject({
      maskedName: '张*三',
      colour: 'green',
      pass: { type: 'vehicle', holder: '演示食品公司', plate: '沪A·D1234', carries: 'cargo' },
    });
  });

  test('is compared with the ID card too', () => {
    const idCard = OTHER_CARD;
    expect(beside(passOf())).toBe('admit all-checks-passed pass-valid');
    const both = decided({ code: codeOf(), pass: passOf(), idCard }, AT_THE_HUB);
    expect(both.reasons.map(({ code }) => code)).toContain('pass-of-another');
  });
});

describe('a pass alone', () => {
  test('waits for the code, which has not been shown; and so does one that came as a code', () => {
    expect(needs({ pass: passOf() })).toEqual(['code']);
    expect(needs({ code: passOf() })).toEqual(['code']);
    expect(needs({ pass: passOf({ places: ['演示市场'] }) })).toEqual(['code']);
  });

  test('is refused at once where no code would help', () => {
    expect(said({ pass: passOf() }, { ...AT_THE_HUB, revocations: revoking(`hub:${COMPANY}`) })).toBe(
      'refuse pass-revoked',
    );
    const { format, summary } = decided({ pass: passOf() }, { ...AT_THE_HUB, revocations: revoking(`hub:${COMPANY}`) });
    expect([format, summary.maskedName, summary.pass?.holder]).toEqual(['pass', '张*三', '演示食品公司']);
  });

  test('is referred where the kiosk cannot judge', () => {
    expect(said({ pass: passOf() }, { ...AT_THE_HUB, policy: fail('policy-missing') })).toBe('refer policy-missing');
  });

  test('as the answer to an online question is none', () => {
    const lookup = { asked: new Uint8Array(32), answer: ok(passOf()) };
    expect(said({ code: 'https://health-code.example/q?t=1234567890123456', lookup }, AT_THE_HUB)).toBe(
      'refer status-unusable',
    );
  });
});

describe('where a pass is wanted of everybody', () => {
  const wanted = { policy: PASSES_ONLY };
  test('a code alone waits for it, and a red one does not', () => {
    expect(needs({ code: codeOf() }, wanted)).toEqual(['pass']);
    expect(said({ code: codeOf({ colour: 'red' }) }, { ...AT_THE_HUB, ...wanted })).toBe('refuse colour-red');
    expect(beside(passOf(), wanted)).toBe('admit all-checks-passed pass-valid');
  });

  test('a pass in the code is one, where it holds', () => {
    const staff = { ...NO_PASS_DETAILS, type: 'staff', holder: '演示保洁', places: ['演示商场'], until: NOW } as const;
    expect(said({ code: codeOf({ pass: staff }) }, { ...AT_THE_HUB, ...wanted })).toBe('admit all-checks-passed');
    expect(needs({ code: codeOf({ pass: { ...staff, until: NOW - 1 } }) }, wanted)).toEqual(['pass']);
    expect(needs({ code: codeOf({ pass: { ...staff, places: ['演示市场'] } }) }, wanted)).toEqual(['pass']);
  });

  test('staff of the venue’s own list, who come with their card, show it too', () => {
    const grounds = {
      ...GROUNDS,
      ...AT_THE_HUB,
      ...wanted,
      venue: { ...VENUE, hasCardReader: true },
      isStaff: () => true,
    };
    const visit = (pass: string | null): unknown => {
      const evidence = { ...NO_EVIDENCE, idCard: CARD, pass };
      const result = judgeVisit(evidence, grounds, primitives, NOW);
      if (result?.kind === 'needs') return result.needs;
      return result?.kind === 'decision' ? result.reasons.map(({ code }) => code) : result;
    };
    expect(visit(null)).toEqual(['pass']);
    expect(visit(passOf())).toEqual(['staff-listed', 'pass-valid']);
    expect(visit(passOf({ maskedName: '李*四' }))).toEqual(['pass-of-another']);
  });
});

test('rules read what a shown pass says, and nothing of one that nobody has signed', () => {
  const written = writtenDemo();
  const mall = written.venueTypes['mall'] ?? {};
  const v = (path: string): object => ({ var: path });
  const logic = { if: [v('facts.pass'), { and: [{ '===': [v('facts.pass.company'), COMPANY] }, v('facts.pass.isHere'), v('facts.pass.isNow')] }, false] }; // prettier-ignore
  const rule = { ...(written.rules['test-none'] ?? {}), logic, examples: [] };
  const policy = ok(
    policyOf({ ...written, rules: { only: rule }, venueTypes: { mall: { ...mall, rules: ['only'] } } }),
  );
  expect(beside(passOf(), { policy })).toBe('admit all-checks-passed pass-valid');
  expect(beside(passOf({ company: { id: 'ff'.repeat(8), name: 'x' } }), { policy })).toBe(
    'refuse test-none pass-valid',
  );
  expect(beside(passOf({ places: ['x'] }), { policy })).toBe('refuse test-none pass-elsewhere');
  expect(beside(passOf({}, { ...HUB, sign: () => new Uint8Array(64) }), { policy })).toBe(
    'refuse test-none pass-forged',
  );
});
