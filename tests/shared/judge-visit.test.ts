import { describe, expect, test } from 'vitest';
import { primitives } from '../../electron/crypto.ts';
import { judgeVisit, type VisitGrounds } from '../../shared/judge-visit.ts';
import { fail, ok } from '../../shared/result.ts';
import { NO_EVIDENCE, type Evidence, type IdCard } from '../../shared/visit.ts';
import { NOW } from './credential/codes.ts';
import { codeOf, GROUNDS } from './judge-kit.ts';
import { policyOf, writtenDemo } from './policy/policy-kit.ts';

/** NOW is 13 May 2022 in Shanghai. */
const CARD: IdCard = {
  kind: 'resident',
  name: '欧阳小明',
  documentNumber: '110105200205130036',
  validFrom: '2020-01-01',
  validTo: '2040-01-01',
};

const fever = {
  reason: {
    code: 'fever',
    phone: 'T-HOT',
    verdict: 'refuse',
    texts: { 'zh-CN': { guard: '发热', visitor: '请到发热门诊' }, en: { guard: 'Fever', visitor: 'See a doctor' } },
  },
  directions: ['in'],
  logic: { if: [{ var: 'context.hasTemperature' }, { '<': [{ var: 'context.temperatureTenths' }, 373] }, true] },
};

/** The demo's mall, which lets nobody in with a fever, and wants what is given. */
function mall(...present: string[][]): VisitGrounds['policy'] {
  const written = writtenDemo();
  const before = written.venueTypes['mall'] ?? {};
  const rules = [...(before['rules'] as string[]), 'fever'];
  const wanted = present.length === 0 ? {} : { present };
  return ok(
    policyOf({ ...written, rules: { ...written.rules, fever }, venueTypes: { mall: { ...before, ...wanted, rules } } }),
  );
}

const WITH_READERS = { ...GROUNDS.venue, hasCardReader: true, hasThermometer: true };
const STAFF: Partial<VisitGrounds> = { isStaff: ({ subject }) => subject === CARD.documentNumber };

function judged(evidence: Partial<Evidence>, grounds: Partial<VisitGrounds> = {}): ReturnType<typeof judgeVisit> {
  const all = { ...GROUNDS, policy: mall(), venue: WITH_READERS, isStaff: () => false, ...grounds };
  return judgeVisit({ ...NO_EVIDENCE, ...evidence }, all, primitives, NOW);
}

function said(...given: Parameters<typeof judged>): string {
  const result = judged(...given);
  if (result === null) return 'nothing';
  if (result.kind === 'needs') return `needs ${result.needs.join(' ')}`;
  return result.kind === 'hint' ? 'hint' : [result.verdict, ...result.reasons.map(({ code }) => code)].join(' ');
}

describe('a temperature alone', () => {
  test.each([
    [37.2, 'nothing'],
    [37.3, 'refuse fever'],
    [36.5, 'nothing'],
    [40, 'refuse fever'],
  ])('of %s °C: %s', (temperatureCelsius, expected) => {
    expect(said({ temperatureCelsius })).toBe(expected);
  });

  test('is not judged by rules that are not judged by', () => {
    expect(said({ temperatureCelsius: 40 }, { policyExpiresAt: NOW })).toBe('nothing');
  });

  test('refuses nobody on the way out, where no rule does', () => {
    expect(said({ temperatureCelsius: 40 }, { venue: { ...WITH_READERS, direction: 'out' } })).toBe('nothing');
  });
});

describe('a card alone', () => {
  test('says who, not how', () => {
    expect(judged({ idCard: CARD })).toMatchObject({
      verdict: 'refer',
      fault: 'card-without-status',
      format: 'id-card',
      summary: { maskedName: '欧*明', colour: null },
      person: { type: 'document', issuer: '', subject: CARD.documentNumber },
    });
  });

  test('is sealed with its number, its name, and the module that read it', () => {
    expect(judged({ idCard: CARD, samNumber: '05.03-12345678-0123456789-0987654321' })).toMatchObject({
      identity: {
        format: 'id-card',
        issuer: '05.03-12345678-0123456789-0987654321',
        id: CARD.documentNumber,
        holder: CARD.name,
      },
    });
  });

  test.each([
    ['2022-05-13', null, 'refer card-without-status'],
    ['2022-05-14', null, 'refer card-not-yet-valid'],
    ['2012-05-13', '2022-05-13', 'refer card-without-status'],
    ['2012-05-13', '2022-05-12', 'refer card-expired'],
  ])('good from %s until %s: %s', (validFrom, validTo, expected) => {
    expect(said({ idCard: { ...CARD, validFrom, validTo } })).toBe(expected);
  });

  test('of somebody with a fever refuses, and is not asked about', () => {
    expect(judged({ idCard: CARD, temperatureCelsius: 37.3 })).toMatchObject({ verdict: 'refuse', fault: null });
  });

  test.each<[string, Partial<VisitGrounds>, string]>([
    ['without rules', { policy: fail('policy-missing') }, 'refer policy-missing'],
    ['with rules that are too old', { policyExpiresAt: NOW }, 'refer policy-expired'],
    ['with a wrong clock', { clockFloor: NOW + 10_000 }, 'refer clock-wrong'],
  ])('refers %s, also staff', (_case, grounds, expected) => {
    expect(said({ idCard: CARD }, { ...STAFF, ...grounds })).toBe(expected);
  });
});

describe('a card of the staff', () => {
  test.each<[string, Partial<Evidence>, Partial<VisitGrounds>, string]>([
    ['admits', {}, {}, 'admit staff-listed'],
    ['does not, past its last day', { idCard: { ...CARD, validTo: '2022-05-12' } }, {}, 'refer card-expired'],
    ['does not, with a fever', { temperatureCelsius: 37.3 }, {}, 'refuse fever'],
    ['does not twice', {}, { lastAdmitted: () => NOW - 599 }, 'refer already-entered'],
    ['does again, later', {}, { lastAdmitted: () => NOW - 600 }, 'admit staff-listed'],
    ['stands for a code', {}, { policy: mall(['code']) }, 'admit staff-listed'],
    ['is not enough where a temperature is wanted', {}, { policy: mall(['temperature']) }, 'needs temperature'],
    ['admits with that', { temperatureCelsius: 36.5 }, { policy: mall(['temperature']) }, 'admit staff-listed'],
    [
      'refers without a thermometer',
      {},
      { policy: mall(['temperature']), venue: GROUNDS.venue },
      'refer thermometer-missing',
    ],
  ])('%s', (_case, evidence, grounds, expected) => {
    expect(said({ idCard: CARD, ...evidence }, { ...STAFF, ...grounds })).toBe(expected);
  });
});

describe('a card that was asked about', () => {
  const asked = new Uint8Array(32).fill(7);
  const provider = { key: { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) } } as const;
  const policy = ((demo) => (demo.ok ? ok({ ...demo.value, statusProvider: provider }) : demo))(mall());

  test.each<[string, NonNullable<Evidence['lookup']>['answer'], string]>([
    ['is judged by the answer', ok(codeOf({ answers: asked })), 'admit all-checks-passed checked-online'],
    ['also where that refuses', ok(codeOf({ answers: asked, colour: 'red' })), 'refuse colour-red checked-online'],
    ['refers without an answer', fail('status-unavailable'), 'refer status-unavailable'],
    ['refers where nobody is known', fail('status-unknown'), 'refer status-unknown'],
  ])('%s', (_case, answer, expected) => {
    expect(said({ idCard: CARD, lookup: { asked, answer } }, { policy })).toBe(expected);
  });

  test('still says who it is where the answer says nothing', () => {
    const lookup = { asked, answer: fail('status-unavailable') };
    expect(judged({ idCard: CARD, lookup }, { policy })).toMatchObject({
      format: 'id-card',
      summary: { maskedName: '欧*明' },
      identity: { id: CARD.documentNumber },
    });
  });
});
