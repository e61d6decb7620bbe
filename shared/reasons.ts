import { CREDENTIAL_EMBLEMS, CREDENTIAL_REASONS } from './credential-reasons.ts';
import type { Fault } from './faults.ts';
import { KIOSK_REASONS } from './kiosk-reasons.ts';
import { PASS_EMBLEMS, PASS_REASONS } from './pass-reasons.ts';
import type { ReasonRow } from './reason-row.ts';
import { RECEIPT_REASONS } from './receipt-reasons.ts';
import { VISIT_REASONS } from './visit-reasons.ts';
import type { Emblem, Language, Reason, Shape, SignalColour, Sound, Texts, Verdict } from './verdict.ts';

/** Reasons the kiosk gives by itself; every other reason is a rule's own and comes in the signed policy. */
export type BuiltInReasonCode =
  | Fault
  | 'all-checks-passed'
  | 'staff-listed'
  | 'receipt-accepted'
  | 'checked-in-by-phone'
  | 'scan-venue-code'
  | 'checked-online'
  | 'card-matched'
  | 'pass-valid'
  | 'admitted-by-hand'
  | 'refused-by-hand';

const LOOKS: Record<Verdict, { shape: Shape; colour: SignalColour; sound: Sound }> = {
  admit: { shape: 'tick', colour: 'green', sound: 'admit' },
  refer: { shape: 'hand', colour: 'amber', sound: 'refer' },
  refuse: { shape: 'cross', colour: 'red', sound: 'refuse' },
};

/** What is said of codes that nothing is decided by. */
const HINTS: readonly BuiltInReasonCode[] = ['not-a-health-code', 'scan-venue-code'];

const HINT = { shape: 'question', colour: 'blue', sound: 'hint' } as const;

/**
 * Verdict, phone code and texts of every built-in reason: adding a fault does not compile until they are chosen here.
 *
 * *Refuse* only where the visitor's code itself is at fault; where the fault may be ours it is *refer*.
 */
const ROWS: Record<BuiltInReasonCode, ReasonRow> = {
  'all-checks-passed': [
    'OK',
    'admit',
    ['全部符合，请放行', '欢迎，请进'],
    ['All checks passed: let in', 'Welcome, please come in'],
  ],
  'staff-listed': [
    'S-OK',
    'admit',
    ['本场所员工，请放行', '欢迎，请进'],
    ['On the venue’s list of staff: let in', 'Welcome, please come in'],
  ],
  'receipt-accepted': [
    'R-OK',
    'admit',
    ['登记凭证有效，请放行', '登记有效，欢迎，请进'],
    ['Receipt is valid: let in', 'Your check-in is valid. Welcome, please come in'],
  ],
  // Said beside the verdict of the others, never alone.
  'checked-in-by-phone': [
    'R-HUB',
    'admit',
    ['已用手机扫场所码登记', '您已用手机登记'],
    ['Checked in by phone', 'You have checked in by phone'],
  ],
  // Said of a health code where everybody checks in by phone: no verdict.
  'scan-venue-code': [
    'C-PHONE',
    'refer',
    ['本入口用场所码：请访客用手机扫场所码', '请用手机扫场所码登记'],
    ['This gate uses the venue code: have it scanned by phone', 'Please scan the venue code with your phone'],
  ],
  // Said beside the verdict of the others, never alone.
  'checked-online': [
    'N-OK',
    'admit',
    ['已联网查询', '已为您联网查询'],
    ['Checked online', 'We have checked your status online'],
  ],
  'card-matched': [
    'I-OK',
    'admit',
    ['人证一致：证件与健康码相符', '证件与健康码一致'],
    ['ID card and code agree', 'Your ID card and code match'],
  ],
  'pass-valid': [
    'W-OK',
    'admit',
    ['通行证有效，适用于此时此地', '通行证有效'],
    ['Pass holds here and now', 'Your pass is valid here'],
  ],
  'admitted-by-hand': ['H-OK', 'admit', ['已人工放行', '欢迎，请进'], ['Let in by hand', 'Welcome, please come in']],
  'refused-by-hand': [
    'H-NO',
    'refuse',
    ['人工核验未通过，不得放行', '抱歉，您不能进入，请听从工作人员安排'],
    ['Refused by hand: do not let in', 'Sorry, you cannot come in. Staff will help you'],
  ],
  ...CREDENTIAL_REASONS,
  ...KIOSK_REASONS,
  ...VISIT_REASONS,
  ...RECEIPT_REASONS,
  ...PASS_REASONS,
};

const EMBLEMS: Partial<Record<BuiltInReasonCode, Emblem>> = {
  ...CREDENTIAL_EMBLEMS,
  ...PASS_EMBLEMS,
  'receipt-forged': 'forged',
  'receipt-expired': 'expired',
};

/** The reason in full. A hint looks and sounds like none of the verdicts. */
export function builtInReason(code: BuiltInReasonCode): Reason {
  const [phone, verdict, zh, en] = ROWS[code];
  const look = HINTS.includes(code) ? HINT : LOOKS[verdict];
  return { code, phone, verdict, texts: inBothLanguages(zh, en), ...look, emblem: EMBLEMS[code] ?? null };
}

/** The look of a rule's reason, where the policy names none of its own. */
export function looksOf(verdict: Verdict): { shape: Shape; colour: SignalColour; sound: Sound } {
  return LOOKS[verdict];
}

export const BUILT_IN_REASON_CODES = Object.keys(ROWS) as BuiltInReasonCode[];

export function isBuiltIn(code: string): code is BuiltInReasonCode {
  return Object.hasOwn(ROWS, code);
}

/** Reasons in the health office's words, where its policy has others than ours. */
export function reworded(
  reasons: readonly Reason[],
  messages: Readonly<Record<string, Readonly<Record<Language, Texts>>>>,
): Reason[] {
  return reasons.map((reason) => {
    const texts = isBuiltIn(reason.code) && Object.hasOwn(messages, reason.code) ? messages[reason.code] : undefined;
    return texts === undefined ? reason : { ...reason, texts };
  });
}

function inBothLanguages(zh: ReasonRow[2], en: ReasonRow[3]): Record<Language, Texts> {
  return { 'zh-CN': { guard: zh[0], visitor: zh[1] }, en: { guard: en[0], visitor: en[1] } };
}
