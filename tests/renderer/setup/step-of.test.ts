import { expect, test } from 'vitest';
import { stepOf } from '../../../renderer/setup/step-of.ts';
import { WELL } from '../well.ts';

test.each([
  ['language', false, 'language'],
  ['hub', false, 'hub'],
  ['finish', false, 'hub'],
  ['language', true, 'venue'],
  ['hub', true, 'venue'],
  ['readers', true, 'readers'],
] as const)('at %s, enrolled: %s, the step is %s', (step, hasEnrolled, expected) => {
  const progress = { step, camera: null, isSoundHeard: null };
  expect(stepOf({ progress, kiosk: hasEnrolled ? WELL : null }, false)).toBe(expected);
});

test('a kiosk whose gate is another is shown another ticket', () => {
  const progress = { step: 'venue', camera: null, isSoundHeard: null } as const;
  expect(stepOf({ progress, kiosk: WELL }, true)).toBe('hub');
});
