import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  acknowledgementSchema,
  batchSchema,
  MAX_BODY_BYTES,
  MAX_ENTRY_BYTES,
  refusalSchema,
  WIRE_FAULTS,
} from '../../shared/wire.ts';

const PAGE = readFileSync(new URL('../../docs/wire.md', import.meta.url), 'utf8');

test('the documentation has every fault with its status, and no other', () => {
  const rows = [...PAGE.slice(PAGE.indexOf('## Refusals')).matchAll(/^\| `([\w-]+)` +\| (\d{3}) /gmu)];
  expect(Object.fromEntries(rows.map(([, fault = '', status]) => [fault, Number(status)]))).toEqual(WIRE_FAULTS);
});

test('the largest entry fits a batch of one', () => {
  const bytes = 'A'.repeat((MAX_ENTRY_BYTES / 3) * 4);
  const hash = `${'A'.repeat(43)}=`;
  const batch = {
    chain: '0180bab7-0c00-7000-8000-000000000001',
    entries: [{ sequence: 0, previousHash: hash, bytes }],
  };
  expect(batchSchema.safeParse(batch).success).toBe(true);
  expect(JSON.stringify(batch).length).toBeLessThan(MAX_BODY_BYTES);
});

test('an older end drops what a newer one adds', () => {
  const hash = `${'A'.repeat(43)}=`;
  const chain = '0180bab7-0c00-7000-8000-000000000001';
  const known = { epoch: chain, chain, through: 3, hash };
  expect(acknowledgementSchema.parse({ ...known, mood: 'good' })).toEqual(known);
  expect(refusalSchema.parse({ fault: 'a-fault-of-tomorrow' })).toEqual({ fault: 'a-fault-of-tomorrow' });
});

test.each([
  ['a page of a captive portal', '<html>Log in</html>'],
  ['nothing', null],
  ['an acknowledgement without a hash', { epoch: '0180bab7-0c00-7000-8000-000000000001', through: 1 }],
])('%s is no acknowledgement', (_what, answer) => {
  expect(acknowledgementSchema.safeParse(answer).success).toBe(false);
});
