import type { ReceiptFault } from './faults.ts';
import type { ReasonRow } from './reason-row.ts';

/** Reasons that lie in the receipt of somebody who has checked in by phone. */
export const RECEIPT_REASONS: Record<ReceiptFault, ReasonRow> = {
  'receipt-forged': [
    'R-FORGED',
    'refuse',
    ['登记凭证不是本场所签发，疑似伪造，不得放行', '此凭证无效，请联系工作人员'],
    [
      'Receipt not signed by this venue, likely forged: do not let in',
      'This receipt is not valid. Please speak to staff',
    ],
  ],
  'receipt-not-taken': [
    'R-NONE',
    'refer',
    ['本机未启用场所码，请访客出示健康码，或人工核验', '这里不用登记凭证，请出示健康码'],
    [
      'This kiosk takes no check-in receipts: ask for the health code, or check by hand',
      'Receipts are not used here. Please show your health code',
    ],
  ],
  'receipt-of-another-gate': [
    'R-GATE',
    'refer',
    ['登记凭证属于别的入口，请访客扫本入口的场所码', '您登记的是别的入口，请扫这里的场所码'],
    [
      'Receipt is for another gate: have the venue code of this one scanned',
      'You checked in at another gate. Please scan the code here',
    ],
  ],
  'receipt-used': [
    'R-USED',
    'refer',
    ['登记凭证已用过，请核对是不是同一人', '此凭证已用过，请联系工作人员'],
    ['Receipt was used already: make sure that it is the same person', 'This receipt was used. Please speak to staff'],
  ],
  'receipt-expired': [
    'R-EXP',
    'refer',
    ['登记凭证已过五分钟，请访客重新扫场所码', '凭证已过期，请重新扫码登记'],
    [
      'Receipt is older than five minutes: have the venue code scanned again',
      'Your receipt has expired. Please check in again',
    ],
  ],
  'receipt-early': [
    'R-EARLY',
    'refer',
    ['登记凭证的时间在本机时钟之后，请人工核验', '请稍候，工作人员为您核验'],
    ['Receipt is dated ahead of this kiosk’s clock: check by hand', 'Please wait, a member of staff will help you'],
  ],
};
