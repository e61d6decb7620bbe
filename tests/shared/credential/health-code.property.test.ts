import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { NO_PASS_DETAILS } from '../../../shared/credential/facts.ts';
import { encodeClaims } from '../../../shared/credential/health-code-encode.ts';
import { LIMIT } from '../../../shared/credential/health-code.ts';
import { MAX_SECONDS } from '../../../shared/credential/signed-text.ts';
import { maskName } from '../../../shared/credential/mask.ts';
import { claimsOf, claimsIn } from './codes.ts';

const seconds = fc.integer({ min: 0, max: MAX_SECONDS });
const label = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 32 });
const tests = fc
  .record({
    kind: fc.constantFrom('nucleic-acid' as const, 'antigen' as const),
    sampledAt: fc.integer({ min: 0, max: 2 ** 31 }),
    delay: fc.option(fc.nat()),
  })
  .map(({ delay, sampledAt, kind }) => ({
    kind,
    sampledAt,
    resultAt: delay === null ? null : sampledAt + delay,
    result: delay === null ? ('pending' as const) : ('negative' as const),
  }));

property.prop([
  fc.record({
    maskedName: label.map(maskName),
    colour: fc.constantFrom('green' as const, 'yellow' as const, 'red' as const),
    tests: fc.array(tests, { maxLength: LIMIT.tests }),
    vaccinations: fc.array(
      fc.record({
        product: label,
        dose: fc.integer({ min: 1, max: 99 }),
        of: fc.integer({ min: 1, max: 99 }),
        atDay: fc.nat({ max: 65_535 }),
      }),
      { maxLength: 4 },
    ),
    ageGroup: fc.option(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 16 })),
    pass: fc.option(
      fc
        .record({
          type: fc.constantFrom('staff' as const, 'vehicle' as const),
          holder: label,
          places: fc.array(label, { maxLength: 4 }),
          until: seconds,
        })
        .map((said) => ({ ...NO_PASS_DETAILS, ...said })),
    ),
  }),
])('whatever a code can hold is read as it was written', (facts) => {
  const claims = claimsOf(facts);
  expect(claimsIn(encodeClaims(claims))).toEqual(claims);
});
