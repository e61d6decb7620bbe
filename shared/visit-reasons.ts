import type { VisitFault } from './faults.ts';
import type { ReasonRow } from './reason-row.ts';

/** Reasons that lie in an ID card, or in what was presented together. */
export const VISIT_REASONS: Record<VisitFault, ReasonRow> = {
  'card-unreadable': [
    'I-READ',
    'refer',
    ['证件读不出，请拿起重新放好；仍读不出请人工核验', '证件未读出，请拿起后重新放好'],
    ['Card could not be read: lift it and lay it again, else check by hand', 'Please lift your card and lay it again'],
  ],
  'card-unsupported': [
    'I-KIND',
    'refer',
    ['本机不认识这种证件，请人工核验', '请稍候，工作人员为您核验'],
    ['Unknown kind of card: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'card-inconsistent': [
    'I-ODD',
    'refer',
    ['证件内容自相矛盾，请人工查验证件', '请稍候，工作人员为您核验'],
    ['The card contradicts itself: look at the card yourself', 'Please wait, a member of staff will help you'],
  ],
  'card-expired': [
    'I-OLD',
    'refer',
    ['证件已过有效期，请人工核验', '您的证件已过有效期，工作人员为您核验'],
    ['ID card past its last day: check by hand', 'Your ID card has expired. A member of staff will help you'],
  ],
  'card-not-yet-valid': [
    'I-EARLY',
    'refer',
    ['证件尚未生效，请人工核验', '您的证件尚未生效，工作人员为您核验'],
    ['ID card not valid yet: check by hand', 'Your ID card is not valid yet. A member of staff will help you'],
  ],
  'card-not-compared': [
    'I-CMP',
    'refer',
    ['码与证件姓名无法自动比对，请人工核对', '请稍候，工作人员为您核对'],
    ['Compare the names on code and card yourself', 'Please wait, staff will compare them'],
  ],
  'card-without-status': [
    'I-ONLY',
    'refer',
    ['证件只说明是谁，不说明健康状况：请出示健康码，或人工核验', '请再出示健康码'],
    [
      'An ID card says nothing of health: ask for the health code, or check by hand',
      'Please show your health code as well',
    ],
  ],
  'evidence-not-presented': [
    'V-PART',
    'refer',
    ['访客未出示全部所需，请人工核验', '请稍候，工作人员为您核验'],
    ['Not everything required was shown: check by hand', 'Please wait, a member of staff will help you'],
  ],
};
