import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { explain } from '../../../electron/cli/explain.ts';
import { issue } from '../../../electron/cli/issue.ts';
import { freshFolder } from '../folders.ts';
import { FACTS, ROOT, run } from './cli-kit.ts';

const AT = '2022-05-13T09:00:00+08:00';
const POLICY = join(ROOT, 'resources', 'policy', 'targets', 'policy.json');
const STRANGER = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };

const policyShape = z.looseObject({
  notAfter: z.string(),
  venueTypes: z.record(z.string(), z.looseObject({ parameters: z.looseObject({}) })),
});
const policy = policyShape.parse(JSON.parse(readFileSync(POLICY, 'utf8')));

let text = '';
beforeAll(async () => {
  const { lines } = await run(issue, ['--key', 'demo'], [FACTS]);
  ({ text } = lines[0] as { text: string });
});

async function answer(question: object, args: readonly string[] = []): Promise<unknown> {
  const { lines } = await run(explain, args, [{ text, at: AT, ...question }]);
  return lines[0];
}

test.each([
  ['2022-05-14T07:59:59+08:00', 'admit'],
  ['2022-05-14T08:00:00+08:00', 'admit'],
  ['2022-05-14T08:00:00.999+08:00', 'admit'],
  ['2022-05-14T00:00:01Z', 'refuse'],
])('a test of 12 May 08:00 at a mall at %s: %s', async (at, verdict) => {
  expect(await answer({ at })).toMatchObject({ fault: null, verdict });
});

test.each([
  ['office', '2022-05-15T08:00:00+08:00', 'admit'],
  ['office', '2022-05-15T08:00:01+08:00', 'refuse'],
  ['residential', '2022-05-19T08:00:00+08:00', 'admit'],
])('the same at %s at %s: %s', async (venueType, at, verdict) => {
  expect(await answer({ venueType, at })).toMatchObject({ fault: null, verdict });
});

test('steps not reached are absent and the first false one names the fault', async () => {
  expect(await answer({ text: text.replace('DS1:', 'DS1:a') })).toMatchObject({
    format: 'health-code',
    steps: { prefix: true, base45: false },
    fault: 'base45-malformed',
    verdict: 'refer',
  });
});

test('what is no health code is a hint', async () => {
  expect(await answer({ text: 'WIFI:T:WPA;S:mall-guest;P:welcome;;' })).toMatchObject({
    format: null,
    fault: 'not-a-health-code',
    verdict: null,
    seems: 'wifi',
  });
});

describe('trust and policy that are given', () => {
  test('a trust list replaces the demo one', async () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'IqcqQgptsqkjDWQX-ds7jRS5OQj3Df_pIk3x-hqbFE8' };
    expect(await answer({ trust: [{ format: 'health-code', jwk }] })).toMatchObject({ verdict: 'admit' });
    expect(await answer({ trust: [{ format: 'health-code', jwk: STRANGER }] })).toMatchObject({
      fault: 'issuer-unknown',
    });
    expect(await answer({ trust: [] })).toMatchObject({ fault: 'issuer-unknown' });
  });

  test('a policy is taken as JSON, as the path of its file, or as that of a repository', async () => {
    const stricter = structuredClone(policy);
    const mall = stricter.venueTypes['mall'];
    if (mall !== undefined) mall.parameters['maxTestAgeSeconds'] = 24 * 3600;
    const path = join(freshFolder(), 'policy.json');
    writeFileSync(path, JSON.stringify(stricter));
    expect(await answer({ policy: stricter })).toMatchObject({
      verdict: 'refuse',
      reasons: [{ code: 'test-too-old' }],
    });
    expect(await answer({ policy: path })).toMatchObject({ verdict: 'refuse', reasons: [{ code: 'test-too-old' }] });
    expect(await answer({ policy: join(ROOT, 'resources', 'policy') })).toMatchObject({ verdict: 'admit' });
  });

  test('a policy with a mistake refers everybody, and the mistake is told with its place', async () => {
    const logic = { var: 'constructor.constructor' };
    const rules = { evil: { ...(policy['rules'] as Record<string, object>)['test-too-old'], logic } };
    const venueTypes = { mall: { ...policy.venueTypes['mall'], rules: ['evil'] } };
    expect(await answer({ policy: { ...policy, rules, venueTypes } })).toMatchObject({
      fault: 'policy-damaged',
      verdict: 'refer',
      policyMistakes: [{ path: 'rules.evil.logic/var', reason: 'unknown-variable' }],
    });
  });
});

test('what is wrong with a trust list is told, and the rest of it used', async () => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  const spki = key.export({ type: 'spki', format: 'der' }).toString('base64');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'IqcqQgptsqkjDWQX-ds7jRS5OQj3Df_pIk3x-hqbFE8' };
  const trust = [
    { format: 'hcert', kid: 'AQIDBAUGBwg=', spki },
    { format: 'health-code', jwk },
  ];
  expect(await answer({ trust })).toMatchObject({
    verdict: 'admit',
    trustProblems: [{ place: 0, problem: 'no-usable-key' }],
  });
});

test('an entry that cannot be read is a problem of the list, not of the line', async () => {
  const trust = [
    { format: 'hcert', certificate: 'AAAA' },
    { format: 'hcert', certificate: '' },
  ];
  expect(await answer({ trust })).toMatchObject({
    fault: 'issuer-unknown',
    verdict: 'refer',
    trustProblems: [0, 1].map((place) => ({ place, problem: 'unreadable' })),
  });
});

test.each([
  '2022-05-13T09:00:00+0800',
  '2022-05-13t01:00:00z',
  '2022-05-13 09:00:00+08',
  '2022-05-13T01:00Z',
  '2022-05-13T01:00:00.1234567890123Z',
])('the time %s is understood', async (at) => {
  expect(await answer({ at })).toMatchObject({ verdict: 'admit' });
});

test('white space and a byte-order mark around a code are none of it', async () => {
  expect(await answer({ text: `\uFEFF ${text}\r\n` })).toMatchObject({ verdict: 'admit' });
});

describe('limits', () => {
  test.each([
    ['a list of 17 parts', Array.from({ length: 17 }, (_, i) => `shc:/${i + 1}/17/00`), 'too-many-parts'],
    ['one of ten thousand parts', 'shc:/1/10000/00', 'too-many-parts'],
    ['a JWS too long', `eyJ${'A'.repeat(19_050)}.A.A`, 'text-too-long'],
    ['a card too long', `shc:/${'00'.repeat(19_057)}`, 'text-too-long'],
    ['any text too long', 'A'.repeat(7090), 'text-too-long'],
  ])('%s', async (_case, long, fault) => {
    expect(await answer({ text: long })).toMatchObject({ fault, verdict: 'refer', steps: { prefix: false } });
  });
});

describe('the clock', () => {
  test('is not doubted unless asked', async () => {
    expect(await answer({ at: '2022-04-30T23:00:00+08:00' })).toMatchObject({ fault: 'not-yet-valid' });
    expect(await answer({ at: '2036-01-01T00:00:00Z' })).toMatchObject({ fault: 'expired' });
  });

  test('is checked against the policy with --strict-clock', async () => {
    const strict = ['--strict-clock'];
    expect(await answer({ at: '2022-04-30T23:54:59+08:00' }, strict)).toMatchObject({
      fault: 'clock-wrong',
      steps: { prefix: true, policy: false },
    });
    expect(await answer({ at: '2035-12-31T23:59:59Z' }, strict)).toMatchObject({ fault: 'expired' });
    expect(await answer({ at: '2036-01-01T00:00:00Z' }, strict)).toMatchObject({ fault: 'policy-expired' });
  });
});

describe('what a rule may read of the visit is said beside the code', () => {
  const written = z
    .looseObject({ rules: z.record(z.string(), z.looseObject({})), venueTypes: policyShape.shape.venueTypes })
    .parse(JSON.parse(readFileSync(POLICY, 'utf8')));
  /** The demo's policy with one rule for malls. */
  const only = (logic: object): object => ({
    ...written,
    rules: { ...written.rules, only: { ...written.rules['colour-red'], logic } },
    venueTypes: { ...written.venueTypes, mall: { ...written.venueTypes['mall'], rules: ['only'] } },
  });
  test.each([
    ['district', '310115', 'district.code', '310115'],
    ['temperatureCelsius', 37.25, 'context.temperatureTenths', 373],
    ['secondsSinceAdmitted', 59, 'context.secondsSinceAdmitted', 59],
    ['clockErrorSeconds', 29, 'context.clockErrorSeconds', 29],
    ['hasCardReader', true, 'context.hasCardReader', true],
    ['direction', 'in', 'context.direction', 'in'],
  ])('%s', async (field, value, path, read) => {
    const asked = { policy: only({ '===': [{ var: path }, read] }), [field]: value };
    expect(await answer(asked)).toMatchObject({ verdict: 'admit' });
    expect(await answer({ policy: only({ '!': [{ '===': [{ var: path }, read] }] }), [field]: value })).toMatchObject({
      verdict: 'refuse',
    });
  });

  test.each([
    ['surely, by a clock known to half the limit', 29, 'refuse'],
    ['perhaps, by a clock known less well', 31, 'refer'],
    ['perhaps, by one of which nobody knows', null, 'refer'],
  ])('an old picture of a phone: %s', async (_case, clockErrorSeconds, verdict) => {
    const cookbook = z
      .looseObject({ rules: z.record(z.string(), z.unknown()), venueTypes: policyShape.shape.venueTypes })
      .parse(JSON.parse(readFileSync(join(ROOT, 'docs', 'cookbook.json'), 'utf8')));
    const ids = ['screenshot', 'screenshot-perhaps'];
    const [venue] = Object.values(cookbook.venueTypes);
    const mall = { ...written.venueTypes['mall'], parameters: venue?.parameters, rules: ids };
    const rules = Object.fromEntries(ids.map((id) => [id, cookbook.rules[id]]));
    const { lines } = await run(issue, ['--key', 'demo'], [{ ...FACTS, issuedAt: '2022-05-13T08:50:00+08:00' }]);
    const { text: old } = z.object({ text: z.string() }).parse(lines[0]);
    const given = { ...written, rules, venueTypes: { mall } };
    expect(await answer({ text: old, policy: given, clockErrorSeconds })).toMatchObject({ verdict });
  });
});

test.each([
  ['no time', { at: undefined }, 'missing', 'at'],
  ['a time without its zone', { at: '2022-05-13T09:00:00' }, 'invalid', 'at'],
  ['a venue type nobody knows', { venueType: 'moon' }, 'invalid', 'venueType'],
  ['a key of another kind', { trust: [{ format: 'health-code', jwk: { kty: 'RSA' } }] }, 'invalid', 'trust[0].jwk.kty'],
])('%s is a bad line', async (_case, change, code, field) => {
  const { exit, lines } = await run(
    explain,
    [],
    [
      { text, at: AT, ...change },
      { text, at: AT },
    ],
  );
  expect(exit).toBe(2);
  expect(lines).toMatchObject([{ error: { code, field } }, { verdict: 'admit' }]);
});
