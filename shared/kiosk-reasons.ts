import type { GroundsFault, KioskFault, StatusFault } from './faults.ts';
import type { ReasonRow } from './reason-row.ts';

/** Reasons that lie in what the kiosk asked online, in what it judges by, or in the kiosk and the devices beside it. */
export const KIOSK_REASONS: Record<StatusFault | GroundsFault | KioskFault, ReasonRow> = {
  'status-unavailable': [
    'N-NONE',
    'refer',
    ['暂时查不到，请人工查看手机或证件', '暂时无法联网查询，工作人员为您查看'],
    [
      'Online check gives no answer: look at the phone or card yourself',
      'We cannot check online now. Staff will help you',
    ],
  ],
  'status-unknown': [
    'N-UNK',
    'refer',
    ['在线查询无此记录，请访客刷新健康码后再扫，或人工核验', '没有查到记录，请刷新健康码后再试'],
    [
      'No record found online: have the code refreshed and scanned again, or check by hand',
      'No record was found. Please refresh your code',
    ],
  ],
  'status-of-another': [
    'N-OTHER',
    'refer',
    ['联网查询的答复不属于这位访客，请人工核验', '请稍候，工作人员为您核验'],
    ['Online answer is not for this visitor: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'status-unusable': [
    'N-BAD',
    'refer',
    ['联网查询的答复不可信，请人工核验', '请稍候，工作人员为您核验'],
    ['Answer of the online check cannot be trusted: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'policy-missing': [
    'K-RULE0',
    'refer',
    ['本机没有核验规则，所有访客转人工', '请稍候，工作人员为您核验'],
    ['This kiosk has no rules: check everybody by hand', 'Please wait, a member of staff will help you'],
  ],
  'policy-damaged': [
    'K-RULE1',
    'refer',
    ['核验规则已损坏，所有访客转人工', '请稍候，工作人员为您核验'],
    ['Rules damaged: check everybody by hand', 'Please wait, a member of staff will help you'],
  ],
  'policy-forged': [
    'K-RULE2',
    'refer',
    ['核验规则签名无效，所有访客转人工，请通知技术人员', '请稍候，工作人员为您核验'],
    [
      'Signature on the rules not valid: check everybody by hand, call IT',
      'Please wait, a member of staff will help you',
    ],
  ],
  'policy-rolled-back': [
    'K-RULE3',
    'refer',
    ['核验规则比用过的更旧，所有访客转人工，请联网更新', '请稍候，工作人员为您核验'],
    ['Rules older than ones used here: check everybody by hand', 'Please wait, a member of staff will help you'],
  ],
  'policy-expired': [
    'K-OLD',
    'refer',
    ['核验规则太旧，所有访客转人工，请联网或用 U 盘更新', '请稍候，工作人员为您核验'],
    [
      'Rules too old: check everybody by hand, update by network or stick',
      'Please wait, a member of staff will help you',
    ],
  ],
  'clock-wrong': [
    'K-CLK',
    'refer',
    ['本机时钟错误，所有访客转人工，请通知技术人员', '请稍候，工作人员为您核验'],
    ['This kiosk’s clock is wrong: check everybody by hand, call IT', 'Please wait, a member of staff will help you'],
  ],
  'kiosk-revoked': [
    'K-REVOKED',
    'refer',
    ['本机已被停用，不放行任何人，请通知管理员', '请稍候，工作人员为您核验'],
    [
      'This kiosk was taken out of service and lets nobody in: call the manager',
      'Please wait, a member of staff will help you',
    ],
  ],
  'journal-full': [
    'K-FULL',
    'refer',
    ['本机磁盘已满，无法记录，请人工登记', '请稍候，工作人员为您登记'],
    ['Disk full, entries cannot be kept: note by hand', 'Please wait, a member of staff will help you'],
  ],
  'journal-damaged': [
    'K-JRN',
    'refer',
    ['本机记录库损坏，无法记录，请人工登记', '请稍候，工作人员为您登记'],
    ['Journal damaged, entries cannot be kept: note by hand', 'Please wait, a member of staff will help you'],
  ],
  'thermometer-missing': [
    'D-TEMP',
    'refer',
    ['须测体温，本机无测温设备，请人工测温', '请稍候，工作人员为您测温'],
    ['Temperature wanted, no thermometer here: take it by hand', 'Please wait, staff will take your temperature'],
  ],
  'card-reader-missing': [
    'D-CARD',
    'refer',
    ['离线纸质码须核对身份证，请人工核对', '请出示身份证，工作人员为您核对'],
    ['Paper code is good only with the ID card: compare them by hand', 'Please show your ID card to a member of staff'],
  ],
  'card-mismatch': [
    'D-DIFF',
    'refuse',
    ['人证不一致：证件与健康码不是同一人，不得放行', '证件与健康码不一致，请联系工作人员'],
    [
      'ID card and code belong to different people: do not let in',
      'Your card and code do not match. Please speak to staff',
    ],
  ],
  'already-passed': [
    'D-PASS',
    'refer',
    ['此人刚刚通过闸机，请确认没有把码借给别人', '您刚刚已通过闸机，请联系工作人员'],
    [
      'This person went through the gate just now: make sure the code was not lent',
      'You went through just now. Please speak to a member of staff',
    ],
  ],
  'rules-failed': [
    'K-RUN',
    'refer',
    ['核验规则无法运行，请人工核验', '请稍候，工作人员为您核验'],
    ['A rule could not run: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'internal-error': [
    'K-ERR',
    'refer',
    ['本机内部错误，请人工核验', '请稍候，工作人员为您核验'],
    ['The kiosk made an error: check by hand', 'Please wait, a member of staff will help you'],
  ],
};
