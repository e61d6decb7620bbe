import type { Fault } from './faults.ts';
import type { Emblem, Language, Reason, Shape, SignalColour, Sound, Texts, Verdict } from './verdict.ts';

/** Reasons the kiosk gives by itself; every other reason is a rule's own and comes in the signed policy. */
export type BuiltInReasonCode = Fault | 'all-checks-passed' | 'checked-online';

const LOOKS: Record<Verdict, { shape: Shape; colour: SignalColour; sound: Sound }> = {
  admit: { shape: 'tick', colour: 'green', sound: 'admit' },
  refer: { shape: 'hand', colour: 'amber', sound: 'refer' },
  refuse: { shape: 'cross', colour: 'red', sound: 'refuse' },
};

const HINT = { shape: 'question', colour: 'blue', sound: 'hint' } as const;

type Row = readonly [
  phone: string,
  verdict: Verdict,
  zh: readonly [guard: string, visitor: string],
  en: readonly [string, string],
];

/**
 * Verdict, phone code and texts of every built-in reason: adding a fault does not compile until they are chosen here.
 *
 * *Refuse* only where the visitor's code itself is at fault; where the fault may be ours it is *refer*.
 */
const ROWS: Record<BuiltInReasonCode, Row> = {
  'all-checks-passed': [
    'OK',
    'admit',
    ['全部符合，请放行', '欢迎，请进'],
    ['All checks passed: let in', 'Welcome, please come in'],
  ],
  // Said beside the verdict of the others, never alone.
  'checked-online': [
    'N-OK',
    'admit',
    ['已联网查询', '已为您联网查询'],
    ['Checked online', 'We have checked your status online'],
  ],
  'not-a-health-code': [
    'C-NONE',
    'refer',
    ['这不是健康码，请访客出示健康码', '这不是健康码，请打开健康码再试'],
    ['Not a health code: ask for the health code', 'This is not a health code. Please open your health code'],
  ],
  'online-code': [
    'C-ONLINE',
    'refer',
    ['在线码，离线无法核验，请人工查看', '此码需联网核验，请稍候，工作人员为您查看'],
    [
      'Online code, cannot check offline: look at the phone yourself',
      'This code needs the network. A member of staff will help you',
    ],
  ],
  'status-unavailable': [
    'N-NONE',
    'refer',
    ['在线码暂时查不到，请人工查看手机', '暂时无法联网查询，工作人员为您查看'],
    ['Online check gives no answer: look at the phone yourself', 'We cannot check online now. Staff will help you'],
  ],
  'status-unknown': [
    'N-UNK',
    'refer',
    ['在线查询无此记录，请访客刷新后再扫，或人工核验', '查询不到此码，请刷新后再试'],
    ['Nobody known online by this code: refresh it, or check by hand', 'This code was not found. Please refresh it'],
  ],
  'status-of-another': [
    'N-OTHER',
    'refer',
    ['联网查询的答复不属于这位访客，请人工核验', '请稍候，工作人员为您核验'],
    [
      'Answer of another online check, not for this visitor: check by hand',
      'Please wait, a member of staff will help you',
    ],
  ],
  'status-unusable': [
    'N-BAD',
    'refer',
    ['联网查询的答复不可信，请人工核验', '请稍候，工作人员为您核验'],
    ['Answer of the online check cannot be trusted: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'version-unsupported': [
    'C-VER',
    'refer',
    ['健康码版本太新，本机不认识，请人工核验', '请稍候，工作人员为您核验'],
    ['Code version newer than this kiosk: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'text-too-long': [
    'C-LONG',
    'refer',
    ['码内容过长，无法读取，请人工核验', '无法读取此码，请刷新后再试'],
    ['Code too long to read: check by hand', 'We cannot read this code. Please refresh it'],
  ],
  'too-many-parts': [
    'C-PARTS',
    'refer',
    ['此码分成的份数太多，请人工核验', '请稍候，工作人员为您核验'],
    ['Code split into too many parts: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'base45-malformed': [
    'C-READ',
    'refer',
    ['健康码残缺，无法读取，请重新出示或人工核验', '健康码读取不完整，请刷新后再试'],
    [
      'Code damaged, cannot be read: show again or check by hand',
      'The code could not be read in full. Please refresh it',
    ],
  ],
  'base32-malformed': [
    'C-READ4',
    'refer',
    ['通行证编码残缺，请重新出示或人工核验', '健康码读取不完整，请刷新后再试'],
    [
      'Pass damaged, cannot be read: show again or check by hand',
      'The code could not be read in full. Please refresh it',
    ],
  ],
  'jws-malformed': [
    'C-READ5',
    'refer',
    ['健康卡编码残缺，请重新出示或人工核验', '健康码读取不完整，请刷新后再试'],
    [
      'Health card damaged, cannot be read: show again or check by hand',
      'The code could not be read in full. Please refresh it',
    ],
  ],
  'zlib-malformed': [
    'C-ZIP',
    'refer',
    ['健康码无法解压，请重新出示或人工核验', '健康码读取不完整，请刷新后再试'],
    ['Code cannot be unpacked: show again or check by hand', 'The code could not be read in full. Please refresh it'],
  ],
  'zlib-too-large': [
    'C-BIG',
    'refer',
    ['健康码解压后过大，请人工核验', '请稍候，工作人员为您核验'],
    ['Code unpacks to far too much: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'cbor-malformed': [
    'C-READ2',
    'refer',
    ['健康码内容残缺，请重新出示或人工核验', '健康码读取不完整，请刷新后再试'],
    ['Code content damaged: show again or check by hand', 'The code could not be read in full. Please refresh it'],
  ],
  'cbor-too-deep': [
    'C-DEEP',
    'refer',
    ['健康码内容层次过深，请人工核验', '请稍候，工作人员为您核验'],
    ['Code content nested too deeply: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'cbor-too-large': [
    'C-MANY',
    'refer',
    ['健康码内容条目过多，请人工核验', '请稍候，工作人员为您核验'],
    ['Code content has too many items: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'cose-malformed': [
    'C-READ3',
    'refer',
    ['健康码签名部分残缺，请重新出示或人工核验', '健康码读取不完整，请刷新后再试'],
    [
      'Code signature part damaged: show again or check by hand',
      'The code could not be read in full. Please refresh it',
    ],
  ],
  'issuer-unknown': [
    'I-UNK',
    'refer',
    ['发码机构不在信任名单，请人工核验', '请稍候，工作人员为您核验'],
    ['Issuer not on the trust list: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'algorithm-unsupported': [
    'C-ALG',
    'refer',
    ['健康码签名方式不认识，请人工核验', '请稍候，工作人员为您核验'],
    ['Unknown kind of signature: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'issuer-mismatch': [
    'I-MIS',
    'refer',
    ['签名者不是所称的发码机构，请人工核验', '请稍候，工作人员为您核验'],
    ['Signed by another than the issuer it names: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'signature-forged': [
    'S-FORGED',
    'refuse',
    ['签名无效，疑似伪造，不得放行', '此码无效，请联系工作人员'],
    ['Signature false, likely forged: do not let in', 'This code is not valid. Please speak to staff'],
  ],
  'period-malformed': [
    'P-BAD',
    'refer',
    ['健康码没有有效期，请人工核验', '请稍候，工作人员为您核验'],
    ['Code says no validity period: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'period-reversed': [
    'P-REV',
    'refer',
    ['健康码有效期有误，请人工核验', '请稍候，工作人员为您核验'],
    ['Validity period makes no sense: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'not-yet-valid': [
    'P-EARLY',
    'refer',
    ['健康码尚未生效，请人工核验', '健康码尚未生效，请稍候'],
    ['Code not yet valid: check by hand', 'Your code is not valid yet. Please wait'],
  ],
  expired: [
    'P-EXP',
    'refuse',
    ['健康码已过期，请访客刷新后再扫', '健康码已过期，请刷新后再试'],
    ['Code expired: ask the visitor to refresh it', 'Your code has expired. Please refresh it'],
  ],
  'signer-not-yet-valid': [
    'P-SIGN0',
    'refer',
    ['签发证书尚未生效，请人工核验', '请稍候，工作人员为您核验'],
    ['Signer’s certificate not yet valid: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'signer-expired': [
    'P-SIGN1',
    'refer',
    ['签发证书已过期，请人工核验', '请稍候，工作人员为您核验'],
    ['Signer’s certificate expired: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'key-usage-exceeded': [
    'S-USE',
    'refuse',
    ['签发证书无权出具此类证明，不得放行', '此码无效，请联系工作人员'],
    ['Signer may not issue this kind of proof: do not let in', 'This code is not valid. Please speak to staff'],
  ],
  'claims-malformed': [
    'C-DATA',
    'refer',
    ['健康码内容有误，请人工核验', '请稍候，工作人员为您核验'],
    ['Signed content makes no sense: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'json-malformed': [
    'C-JSON',
    'refer',
    ['健康卡内容有误，请人工核验', '请稍候，工作人员为您核验'],
    ['Card content makes no sense: check by hand', 'Please wait, a member of staff will help you'],
  ],
  'json-too-deep': [
    'C-DEEP2',
    'refer',
    ['健康卡内容层次过深，请人工核验', '请稍候，工作人员为您核验'],
    ['Card content nested too deeply: check by hand', 'Please wait, a member of staff will help you'],
  ],
  revoked: [
    'S-REVOKED',
    'refuse',
    ['健康码已被撤销，不得放行', '此码已失效，请联系发码机构'],
    ['Code revoked by its issuer: do not let in', 'This code was withdrawn. Please contact its issuer'],
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
    ['Rules not signed rightly: check everybody by hand, call IT', 'Please wait, a member of staff will help you'],
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
    ['本机已被停用，所有访客转人工，请通知管理员', '请稍候，工作人员为您核验'],
    [
      'This kiosk was taken out of service: check everybody by hand, call the manager',
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
    ['身份证与纸质码不是同一人，不得放行', '身份证与健康码不一致，请联系工作人员'],
    [
      'ID card and paper code are not of one person: do not let in',
      'Your card and code do not match. Please speak to staff',
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

/** What the guard is shown of a code that is stopped before any rule is asked: five kinds of wrong, five pictures. */
const EMBLEMS: Partial<Record<BuiltInReasonCode, Emblem>> = {
  expired: 'expired',
  'signer-expired': 'expired',
  'signature-forged': 'forged',
  'issuer-mismatch': 'issuer-unknown',
  revoked: 'revoked',
  'issuer-unknown': 'issuer-unknown',
  'version-unsupported': 'unreadable',
  'text-too-long': 'unreadable',
  'too-many-parts': 'unreadable',
  'base45-malformed': 'unreadable',
  'base32-malformed': 'unreadable',
  'jws-malformed': 'unreadable',
  'zlib-malformed': 'unreadable',
  'zlib-too-large': 'unreadable',
  'cbor-malformed': 'unreadable',
  'cbor-too-deep': 'unreadable',
  'cbor-too-large': 'unreadable',
  'cose-malformed': 'unreadable',
  'algorithm-unsupported': 'unreadable',
  'json-malformed': 'unreadable',
  'json-too-deep': 'unreadable',
  'period-malformed': 'unreadable',
  'period-reversed': 'unreadable',
  'claims-malformed': 'unreadable',
};

/** The reason in full. A hint (`not-a-health-code`) looks and sounds like none of the verdicts. */
export function builtInReason(code: BuiltInReasonCode): Reason {
  const [phone, verdict, zh, en] = ROWS[code];
  const look = code === 'not-a-health-code' ? HINT : LOOKS[verdict];
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

function inBothLanguages(zh: Row[2], en: Row[3]): Record<Language, Texts> {
  return { 'zh-CN': { guard: zh[0], visitor: zh[1] }, en: { guard: en[0], visitor: en[1] } };
}
