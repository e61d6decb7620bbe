import { expect, test } from 'vitest';
import { checkPin, type PinUnfit } from '../../shared/pin.ts';
import type { GuardRole } from '../../shared/guard.ts';

test.each<[string, GuardRole, PinUnfit | null]>([
  ['50281', 'guard', 'too-short'],
  ['502817', 'guard', null],
  ['502817028170', 'guard', null],
  ['5028170281702', 'guard', 'too-long'],
  ['9173550', 'supervisor', 'too-short'],
  ['91735508', 'supervisor', null],
  ['', 'guard', 'too-short'],
  ['50281a', 'guard', 'no-digits'],
  ['５０２８１７', 'guard', 'no-digits'],
  ['555555', 'guard', 'easy'],
  ['555556', 'guard', null],
  ['456789', 'guard', 'easy'],
  ['456780', 'guard', null],
  ['98765432', 'supervisor', 'easy'],
  ['135791', 'guard', null],
])('the PIN %s is for a %s: %s', (pin, role, unfit) => {
  expect(checkPin(pin, role)).toBe(unfit);
});
