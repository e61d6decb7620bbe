import { expect, test } from 'vitest';
import {
  badgeText,
  checkOverrule,
  isAbnormal,
  mayAct,
  readBadge,
  type Access,
  type GuardRole,
} from '../../shared/guard.ts';
import { NO_SUMMARY, type Summary } from '../../shared/summary.ts';
import type { Verdict } from '../../shared/verdict.ts';

const POSITIVE: NonNullable<Summary['test']> = { kind: 'nucleic-acid', result: 'positive' };

test.each<[Verdict, readonly string[], GuardRole, ReturnType<typeof checkOverrule>]>([
  ['refer', ['yellow-code'], 'guard', null],
  ['refer', ['yellow-code'], 'supervisor', null],
  ['refuse', ['test-too-old'], 'guard', 'supervisor-wanted'],
  ['refuse', ['test-too-old'], 'supervisor', null],
  ['refuse', ['signature-forged'], 'supervisor', 'not-overrulable'],
  ['refuse', ['revoked'], 'supervisor', 'not-overrulable'],
  ['refuse', ['red-code', 'revoked'], 'guard', 'not-overrulable'],
  ['refuse', ['pass-revoked'], 'supervisor', 'not-overrulable'],
  ['refuse', ['pass-forged'], 'supervisor', 'not-overrulable'],
  ['refuse', ['pass-expired'], 'supervisor', null],
  ['refer', ['kiosk-revoked'], 'supervisor', 'not-overrulable'],
  ['admit', ['all-checks-passed'], 'supervisor', 'nothing-to-overrule'],
])('a %s for %j is overruled by a %s: %s', (verdict, codes, role, fault) => {
  expect(checkOverrule({ verdict, reasons: codes.map((code) => ({ code })) }, role)).toBe(fault);
});

test.each([
  ['DSG1:G07', 'G07'],
  [badgeText('A-1'), 'A-1'],
  [badgeText('A'.repeat(16)), 'A'.repeat(16)],
  [badgeText('A'.repeat(17)), null],
  ['DSG1:', null],
  ['DSG1:g07', null],
  ['dsg1:G07', null],
  [' DSG1:G07', null],
  ['DSG1:G07\n', null],
  ['HC1:G07', null],
])('on the badge %j is the number %s', (text, number) => {
  expect(readBadge(text)).toBe(number);
});

test.each<[Access, GuardRole, boolean]>([
  ['locked', 'guard', false],
  ['locked', 'supervisor', false],
  ['guard', 'guard', true],
  ['guard', 'supervisor', false],
  ['supervisor', 'guard', true],
  ['supervisor', 'supervisor', true],
])('open to a %s, what wants a %s may be done: %s', (access, wanted, may) => {
  expect(mayAct(access, wanted)).toBe(may);
});

test.each<[string, Verdict, Partial<Summary>, boolean]>([
  ['a red code that is refused', 'refuse', { colour: 'red' }, true],
  ['a yellow code that is refused', 'refuse', { colour: 'yellow' }, false],
  ['a red code that goes to a person, since the rules are too old say', 'refer', { colour: 'red' }, true],
  ['a positive test on a code without colour, which goes to a person', 'refer', { test: POSITIVE }, true],
  ['a negative test', 'refuse', { test: { ...POSITIVE, result: 'negative' } }, false],
  ['a temperature below a fever', 'refuse', { temperatureCelsius: 37.2 }, false],
  ['one that is a fever in tenths of a degree, as rules read it', 'refuse', { temperatureCelsius: 37.26 }, true],
  ['a fever, whatever the office calls its rule', 'refuse', { temperatureCelsius: 37.3 }, true],
  ['a fever that no rule stopped', 'admit', { temperatureCelsius: 38 }, false],
  ['a positive test that no rule stopped', 'admit', { test: POSITIVE }, false],
])('the procedure for the ill is there for %s: %s %j: %s', (_case, verdict, signs, isThere) => {
  expect(isAbnormal({ verdict, summary: { ...NO_SUMMARY, ...signs } })).toBe(isThere);
});
