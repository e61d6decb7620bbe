import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { batchSchema } from '../../shared/wire.ts';

/** RFC 4648 §4, padded. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/u;

function isTaken(bytes: string): boolean {
  const entry = { sequence: 0, previousHash: Buffer.alloc(32).toString('base64'), bytes };
  const chain = '0180bab7-0c00-7000-8000-0000000000c1';
  return batchSchema.safeParse({ chain, entries: [entry] }).success;
}

const likely = fc.constantFrom(...Array.from('AZaz09+/==-_ \u00e9\u0141'));

test.prop(
  [
    fc.string({
      unit: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...Array.from('Az9/')) }, likely),
      minLength: 4,
      maxLength: 12,
    }),
  ],
  {
    numRuns: 5000,
  },
)('the bytes of an entry are padded base64, and nothing else is', (text) => {
  expect(isTaken(text)).toBe(BASE64.test(text));
});

test.each(['====', 'A===', 'AA==', 'AAA=', 'AAAA', 'AA=A', 'AAAAA', 'AAAA====', '=AAA', 'AAA\u0141'])('%s', (text) => {
  expect(isTaken(text)).toBe(BASE64.test(text));
});
