import { expect, test } from 'vitest';
import { wantedTest, type SignsOfIllness } from '../../shared/summary.ts';
import type { Verdict } from '../../shared/verdict.ts';

const WELL: SignsOfIllness = { colour: 'green', test: null, temperatureCelsius: null };
const ok = { code: 'all-checks-passed', verdict: 'admit' } as const;
const reason = (code: string, verdict: Verdict): { code: string; verdict: Verdict } => ({ code, verdict });

test.each([
  ['refused without a test', 'refuse', [reason('test-none', 'refuse')], WELL, 'now'],
  ['referred for an old one', 'refer', [reason('tested-within-48h', 'refer')], WELL, 'now'],
  ['refused while one is awaited', 'refuse', [reason('test-pending', 'refuse')], WELL, null],
  [
    'refused for something else, and reminded',
    'refuse',
    [reason('fever', 'refuse'), reason('test-due-soon', 'admit')],
    WELL,
    null,
  ],
  ['let in', 'admit', [ok], WELL, null],
  ['let in and reminded', 'admit', [ok, reason('test-due-soon', 'admit')], WELL, 'soon'],
  ['let in and reminded of something else', 'admit', [ok, reason('booster-due', 'admit')], WELL, null],
  [
    'let in and reminded, with a fever',
    'admit',
    [ok, reason('test-due-soon', 'admit')],
    { ...WELL, temperatureCelsius: 37.3 },
    null,
  ],
] as const)('whoever is %s takes a test now, soon, or need not', (_case, verdict, reasons, summary, wanted) => {
  expect(wantedTest({ verdict, reasons, summary })).toBe(wanted);
});
