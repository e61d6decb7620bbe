import type { CredentialFault } from './faults.ts';
import type { ReasonRow } from './reason-row.ts';
import type { Emblem } from './verdict.ts';

/** Reasons that lie in the code which was shown. */
export const CREDENTIAL_REASONS: Record<CredentialFault, ReasonRow> = {
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
    ['Signature not valid, likely forged: do not let in', 'This code is not valid. Please speak to staff'],
  ],
  'period-malformed': [
    'P-BAD',
    'refer',
    ['健康码没有有效期，请人工核验', '请稍候，工作人员为您核验'],
    ['Code has no validity period: check by hand', 'Please wait, a member of staff will help you'],
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
};

/** What the guard is shown of a code that is stopped before any rule is asked: five kinds of wrong, five pictures. */
export const CREDENTIAL_EMBLEMS: Partial<Record<CredentialFault, Emblem>> = {
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
