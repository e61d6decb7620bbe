import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { checkPolicy, parsePolicy } from '../../../shared/policy/policy.ts';
import { writtenDemo, writtenWith, type Written } from './policy-kit.ts';

type Change = (written: Written) => unknown;

const put =
  (field: string, value: unknown): Change =>
  (written) => ({ ...written, [field]: value });
const putRule = (more: Record<string, unknown>): Change => {
  return () => writtenWith(true, more);
};
const putTrust =
  (more: Record<string, unknown>): Change =>
  (written) => ({ ...written, trust: [{ ...written.trust[0], ...more }] });
const putVenue =
  (more: Record<string, unknown>): Change =>
  (written) => ({ ...written, venueTypes: { mall: { ...written.venueTypes['mall'], ...more } } });

const X = 'EPbFwntqt2UN4JAsYAu2g7_svOlYzM2BUTeg0a5trF4';

describe('a policy is taken whole or not at all, and whoever writes one is told where it is wrong', () => {
  test.each<[string, string, Change]>([
    ['nothing', '', () => undefined],
    ['a text', '', () => 'policy'],
    ['an unknown field', '', put('extra', 1)],
    ['another schema', 'schema', put('schema', 2)],
    ['version 0', 'version', put('version', 0)],
    ['a fraction as version', 'version', put('version', 1.5)],
    ['a time without its zone', 'issuedAt', put('issuedAt', '2022-05-01T00:00:00')],
    ['a day that the calendar lacks', 'issuedAt', put('issuedAt', '2022-02-30T00:00:00Z')],
    ['an end before its beginning', 'notAfter', put('notAfter', '2022-04-30T15:59:59Z')],
    ['an end at its beginning', 'notAfter', put('notAfter', '2022-04-30T16:00:00Z')],
    ['no venue type', 'venueTypes', put('venueTypes', {})],
    ['a venue type with capitals', 'venueTypes.Mall', put('venueTypes', { Mall: {} })],
    ['a venue of a rule that is not there', 'venueTypes.mall.rules', putVenue({ rules: ['constructor'] })],
    ['a rule named twice', 'venueTypes.mall.rules', putVenue({ rules: ['colour-red', 'colour-red'] })],
    [
      'a test age below zero',
      'venueTypes.mall.parameters.maxTestAgeSeconds',
      putVenue({ parameters: { isTestRequired: true, maxTestAgeSeconds: -1 } }),
    ],
    ['a rule without logic', 'rules.rule.logic', () => writtenWith(undefined)],
    [
      'a rule that reads what it may not',
      'rules.rule.logic/var',
      () => writtenWith({ var: 'constructor.constructor' }),
    ],
    ['a rule for no direction', 'rules.rule.directions', putRule({ directions: [] })],
    ['a rule for a direction that is none', 'rules.rule.directions.0', putRule({ directions: ['up'] })],
    [
      'a rule that ends as it begins',
      'rules.rule.validTo',
      putRule({ validFrom: '2022-05-13T09:00:00+08:00', validTo: '2022-05-13T01:00:00Z' }),
    ],
    [
      'a reminder that looks like a refusal',
      'rules.rule.reason.verdict',
      putRule({ reason: { ...reason(), verdict: 'admit', shape: 'cross' } }),
    ],
    [
      'a parameter that a rule misses',
      'venueTypes.mall.parameters',
      putVenue({ parameters: { isTestRequired: true } }),
    ],
    ['a list of nothing to present', 'venueTypes.mall.present.0', putVenue({ present: [[]] })],
    ['a district without residents', 'districts.0.population', put('districts', [{ ...district(), population: 0 }])],
    ['a district twice', 'districts.1.code', put('districts', [district(), district()])],
    [
      'a day of cases twice',
      'districts.0.cases.1',
      put('districts', [
        {
          ...district(),
          cases: [
            { date: '2022-05-12', new: 1 },
            { date: '2022-05-12', new: 2 },
          ],
        },
      ]),
    ],
    ['a risk area that is a name', 'riskAreas.0.area', put('riskAreas', [{ area: '浦东' }])],
    [
      'a message for what the kiosk never says',
      'messages.no-such-code',
      put('messages', { 'no-such-code': reason()['texts'] }),
    ],
    [
      'a status provider with a key of another kind',
      'statusProvider.key.crv',
      put('statusProvider', { key: { kty: 'OKP', crv: 'Ed25519', x: X } }),
    ],
    [
      'a status provider whom nobody may answer for',
      'statusProvider.issuers',
      put('statusProvider', { key: { kty: 'OKP', crv: 'X25519', x: X }, issuers: [] }),
    ],
    ['a key of another kind to seal to', 'sealingKey.crv', put('sealingKey', { kty: 'OKP', crv: 'Ed25519', x: X })],
    [
      'a reason without English',
      'rules.rule.reason.texts.en',
      putRule({ reason: { ...reason(), texts: { 'zh-CN': { guard: '停', visitor: '请稍候' } } } }),
    ],
    [
      'a phone code too long to say',
      'rules.rule.reason.phone',
      putRule({ reason: { ...reason(), phone: 'TOO-LONG-TO-SAY' } }),
    ],
    ['the look of an admit', 'rules.rule.reason.colour', putRule({ reason: { ...reason(), colour: 'green' } })],
    ['trust for an unknown format', 'trust.0.format', putTrust({ format: 'x' })],
    ['a key on another curve', 'trust.0.jwk.crv', putTrust({ jwk: { kty: 'OKP', crv: 'X25519', x: X } })],
    ['a key a byte short', 'trust.0.jwk.x', putTrust({ jwk: { kty: 'OKP', crv: 'Ed25519', x: X.slice(1) } })],
    [
      'a second spelling of a key',
      'trust.0.jwk.x',
      putTrust({ jwk: { kty: 'OKP', crv: 'Ed25519', x: `${X.slice(0, -1)}5` } }),
    ],
    ['an id to revoke in capitals', 'revoked.0.id', put('revoked', [{ issuer: '310000', id: 'AA'.repeat(16) }])],
    ['an id to revoke under 64 bits', 'revoked.0.id', put('revoked', [{ issuer: '310000', id: 'aa'.repeat(7) }])],
    [
      'a host with a path',
      'onlineCodes.0.hostSuffix',
      put('onlineCodes', [{ name: { 'zh-CN': '码', en: 'Code' }, hostSuffix: 'a.cn/b', minTokenLength: 16 }]),
    ],
  ])('%s is refused', (_case, path, change) => {
    const written = change(writtenDemo());
    const checked = checkPolicy(written);
    expect(checked.ok ? [] : checked.mistakes.map((mistake) => mistake.path)).toContain(path);
    expect(parsePolicy(written)).toEqual({ ok: false, fault: 'policy-damaged' });
  });

  test('every wrong rule is named, not only the first', () => {
    const demo = writtenDemo();
    for (const id of ['colour-red', 'test-none']) demo.rules[id] = { ...demo.rules[id], logic: { var: 'x' } };
    const checked = checkPolicy(demo);
    expect(checked.ok ? [] : checked.mistakes).toEqual([
      { path: 'rules.colour-red.logic/var', reason: 'unknown-variable' },
      { path: 'rules.test-none.logic/var', reason: 'unknown-variable' },
    ]);
  });
});

test('the demo policy is acceptable, and valid from before May 2022 to 2036', () => {
  const parsed = parsePolicy(writtenDemo());
  expect(parsed).toMatchObject({
    ok: true,
    value: { issuedAt: '2022-05-01T00:00:00+08:00', notAfter: '2036-01-01T00:00:00Z' },
  });
});

test('a venue may be named like what JavaScript objects inherit', () => {
  const demo = writtenDemo();
  const parsed = parsePolicy({ ...demo, venueTypes: { constructor: demo.venueTypes['mall'] } });
  expect(parsed.ok && Object.keys(parsed.value.venueTypes)).toEqual(['constructor']);
});

test('a private key that slipped into the trust list does not get into the policy', () => {
  const parsed = parsePolicy(putTrust({ jwk: { kty: 'OKP', crv: 'Ed25519', x: X, d: X } })(writtenDemo()));
  expect(parsed.ok && parsed.value.trust[0]).toMatchObject({ jwk: { kty: 'OKP', crv: 'Ed25519', x: X } });
});

property.prop([fc.jsonValue()])('no JSON whatever makes it throw', (input) => {
  expect(parsePolicy(input)).toEqual({ ok: false, fault: 'policy-damaged' });
});

const FIELDS = Object.keys(writtenDemo());

property.prop([fc.constantFrom(...FIELDS), fc.jsonValue()])('no field may be just anything', (field, value) => {
  const checked = checkPolicy({ ...writtenDemo(), [field]: value });
  if (!checked.ok) expect(checked.mistakes.length).toBeGreaterThan(0);
});

function district(): Record<string, unknown> {
  return { code: '310115', name: { 'zh-CN': '浦东新区', en: 'Pudong' }, population: 5_681_512, cases: [] };
}

function reason(): Record<string, unknown> {
  return writtenDemo().rules['test-too-old']?.['reason'] as Record<string, unknown>;
}
