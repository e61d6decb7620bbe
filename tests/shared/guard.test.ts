import { expect, test } from 'vitest';
import { checkOverrule, type GuardRole } from '../../shared/guard.ts';
import type { Verdict } from '../../shared/verdict.ts';

test.each<[Verdict, readonly string[], GuardRole, ReturnType<typeof checkOverrule>]>([
  ['refer', ['yellow-code'], 'guard', null],
  ['refer', ['yellow-code'], 'supervisor', null],
  ['refuse', ['test-too-old'], 'guard', 'supervisor-wanted'],
  ['refuse', ['test-too-old'], 'supervisor', null],
  ['refuse', ['signature-forged'], 'supervisor', 'not-overrulable'],
  ['refuse', ['revoked'], 'supervisor', 'not-overrulable'],
  ['refuse', ['red-code', 'revoked'], 'guard', 'not-overrulable'],
  ['refer', ['kiosk-revoked'], 'supervisor', 'not-overrulable'],
  ['admit', ['all-checks-passed'], 'supervisor', 'nothing-to-overrule'],
])('a %s for %j is overruled by a %s: %s', (verdict, codes, role, fault) => {
  expect(checkOverrule({ verdict, reasons: codes.map((code) => ({ code })) }, role)).toBe(fault);
});
