import type { PassFault } from './faults.ts';
import type { ReasonRow } from './reason-row.ts';
import type { Emblem } from './verdict.ts';

/** Reasons that lie in a pass which was shown beside a code (docs/pass.md §5). */
export const PASS_REASONS: Record<PassFault, ReasonRow> = {
  'pass-forged': [
    'W-FORGED',
    'refuse',
    ['通行证签名无效，疑似伪造，不得放行', '通行证无效，请联系工作人员'],
    ['Pass not validly signed, likely forged: do not let in', 'This pass is not valid. Please speak to staff'],
  ],
  'pass-revoked': [
    'W-REVOKED',
    'refuse',
    ['通行证已撤销，或单位已暂停，不得放行', '通行证已失效，请联系您的单位'],
    [
      'Pass withdrawn, or its company suspended: do not let in',
      'This pass was withdrawn. Please ask the company that gave it to you',
    ],
  ],
  'pass-expired': [
    'W-EXP',
    'refuse',
    ['通行证已过期，不得放行', '通行证已过期，请向您的单位领取新证'],
    ['Pass expired: do not let in', 'Your pass has expired. Please ask your company for a new one'],
  ],
  'pass-unusable': [
    'W-READ',
    'refer',
    ['通行证无法核验，请人工核验', '请稍候，工作人员为您核验通行证'],
    ['Pass cannot be verified: check by hand', 'Please wait, a member of staff will check your pass'],
  ],
  'pass-elsewhere': [
    'W-PLACE',
    'refer',
    ['通行证不适用于此处，请人工核验', '此通行证不适用于此处，请稍候'],
    ['Pass is for another place: check by hand', 'Your pass is for another place. Please wait'],
  ],
  'pass-not-now': [
    'W-TIME',
    'refer',
    ['通行证此时无效，请人工核验', '未到通行证的时段，请稍候'],
    ['Pass is for other hours: check by hand', 'Your pass is for other hours. Please wait'],
  ],
  'pass-of-another': [
    'W-WHO',
    'refer',
    ['通行证与健康码姓名不符或无法比对，请人工核对', '请稍候，工作人员为您核对姓名'],
    ['Names on pass and code differ or cannot be compared: check by hand', 'Please wait, staff will compare the names'],
  ],
};

/** The pictures of what is wrong with a code, for a pass. */
export const PASS_EMBLEMS: Partial<Record<PassFault, Emblem>> = {
  'pass-forged': 'forged',
  'pass-revoked': 'revoked',
  'pass-expired': 'expired',
  'pass-unusable': 'unreadable',
};
