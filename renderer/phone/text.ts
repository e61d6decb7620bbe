import type { PhoneFault } from '../../shared/phone.ts';
import type { Language } from '../../shared/verdict.ts';

/** What the hub may refuse, what goes wrong on the way, and what a picture may lack. */
export type Trouble =
  | PhoneFault
  | 'too-many-requests'
  | 'hub-busy'
  | 'unreachable'
  | 'internal-error'
  | 'no-code-in-picture'
  | 'several-codes-in-picture'
  | 'picture-unreadable'
  | 'reader-missing'
  | 'camera-refused';

/** All that the page says. */
export interface PhoneText {
  readonly title: string;
  readonly other: string;
  readonly loading: string;
  readonly atGate: string;
  readonly intro: string;
  readonly choose: string;
  readonly scan: string;
  readonly scanning: string;
  readonly stopScanning: string;
  readonly reading: string;
  readonly asking: string;
  readonly again: string;
  readonly retry: string;
  readonly admit: string;
  readonly refer: string;
  readonly refuse: string;
  readonly expired: string;
  readonly expiredSays: string;
  readonly show: string;
  readonly referSays: string;
  readonly refuseSays: string;
  readonly now: string;
  readonly name: string;
  readonly entered: string;
  readonly left: string;
  readonly receipt: string;
  readonly privacy: string;
  readonly troubles: Readonly<Record<Trouble, string>>;
}

const zhCN: PhoneText = {
  title: '场所码登记',
  other: 'English',
  loading: '正在打开…',
  atGate: '您在',
  intro: '出示健康码，一步登记。',
  choose: '选择健康码截图',
  scan: '用相机扫描健康码',
  scanning: '将另一部手机或纸上的健康码对准方框',
  stopScanning: '停止扫描',
  reading: '正在识别图片…',
  asking: '正在登记…',
  again: '重新登记',
  retry: '再试一次',
  admit: '可以通行',
  refer: '请到人工通道',
  refuse: '不能通行',
  expired: '凭证已过期',
  expiredSays: '凭证五分钟内有效。请重新登记。',
  show: '请向工作人员出示，或把下面的码对准闸机',
  referSays: '请到闸口，由工作人员为您核验。',
  refuseSays: '请勿进入，听从工作人员安排。',
  now: '现在',
  name: '姓名',
  entered: '登记时间',
  left: '有效时间还剩',
  receipt: '登记凭证二维码',
  privacy: '图片只在您的手机上识别，不会上传；只把码的内容发给场所核验。登记记录按场所规定保存。',
  troubles: {
    'venue-code-malformed': '场所码不完整，请重新扫描海报上的码。',
    'venue-code-of-another-release': '这张场所码的版本与本场所不符，请告知工作人员。',
    'venue-code-forged': '这不是本场所的场所码，请勿使用，并告知工作人员。',
    'venue-code-replaced': '这张场所码已更换，请扫描闸口的新码。',
    'venue-code-withdrawn': '这张场所码已停用，请到闸口，由工作人员登记。',
    'venue-code-unknown': '没有这个闸口的场所码，请告知工作人员。',
    'check-in-by-sentinel': '此闸口不用场所码，请直接到闸机前扫健康码。',
    'gate-not-set-up': '此闸口尚未设置完成，请到闸口，由工作人员登记。',
    'not-a-health-code': '这不是健康码。请选择健康码的截图。',
    'code-of-another-kind': '这是登记凭证或通行证，不是健康码。请选择健康码的截图。',
    'too-many-requests': '现在登记的人太多，请稍等一分钟再试。',
    'hub-busy': '系统繁忙，请稍后再试，或到闸机前扫码。',
    unreachable: '网络不通。请检查网络后再试，或到闸机前扫码。',
    'internal-error': '系统出错，请再试一次，或到闸口，由工作人员登记。',
    'no-code-in-picture': '图片里没有找到二维码。请选择完整、清晰的健康码截图。',
    'several-codes-in-picture': '图片里有几个二维码。请选择只有健康码的截图。',
    'picture-unreadable': '这张图片打不开，请换一张截图。',
    'reader-missing': '识别程序没有加载成功，请检查网络后再试。',
    'camera-refused': '相机打不开。请允许使用相机，或选择健康码截图。',
  },
};

const en: PhoneText = {
  title: 'Venue check-in',
  other: '中文',
  loading: 'Opening…',
  atGate: 'You are at',
  intro: 'Show your health code to check in.',
  choose: 'Choose a picture of your health code',
  scan: 'Scan with the camera',
  scanning: 'Point at a health code on paper or on another phone',
  stopScanning: 'Stop scanning',
  reading: 'Reading the picture…',
  asking: 'Checking in…',
  again: 'Check in again',
  retry: 'Try again',
  admit: 'You may come in',
  refer: 'Please see the staff',
  refuse: 'You cannot come in',
  expired: 'Expired',
  expiredSays: 'A receipt is good for five minutes. Please check in again.',
  show: 'Show this to the staff, or hold it before the kiosk',
  referSays: 'Go to the gate: the staff will check.',
  refuseSays: 'Do not enter. The staff will help you.',
  now: 'Now',
  name: 'Name',
  entered: 'Checked in at',
  left: 'Good for another',
  receipt: 'QR code of the receipt',
  privacy:
    'The picture is read on your phone and never sent; only what the code says goes to the venue. The check-in is kept as the venue’s rules say.',
  troubles: {
    'venue-code-malformed': 'The venue code is not whole. Scan the one on the poster again.',
    'venue-code-of-another-release': 'This venue code is of another version. Please tell the staff.',
    'venue-code-forged': 'This is not a venue code of this venue. Do not use it, and tell the staff.',
    'venue-code-replaced': 'This venue code was replaced. Scan the new one at the gate.',
    'venue-code-withdrawn': 'This venue code is out of use. Go to the gate: the staff will check you in.',
    'venue-code-unknown': 'There is no venue code for this gate. Please tell the staff.',
    'check-in-by-sentinel': 'This gate takes no venue codes. Show your health code to the kiosk.',
    'gate-not-set-up': 'This gate is not set up yet. Go to the gate: the staff will check you in.',
    'not-a-health-code': 'That is no health code. Choose a picture of your health code.',
    'code-of-another-kind': 'That is a receipt or a pass, not a health code. Choose a picture of your health code.',
    'too-many-requests': 'Too many people are checking in. Wait a minute, then try again.',
    'hub-busy': 'The system is busy. Try again soon, or go to the kiosk.',
    unreachable: 'No network. Check it and try again, or go to the kiosk.',
    'internal-error': 'Something went wrong. Try again, or go to the gate: the staff will check you in.',
    'no-code-in-picture': 'No QR code was found in the picture. Choose a whole and sharp one.',
    'several-codes-in-picture': 'There are several QR codes in the picture. Choose one with your health code alone.',
    'picture-unreadable': 'The picture cannot be opened. Choose another one.',
    'reader-missing': 'The reader did not load. Check the network and try again.',
    'camera-refused': 'The camera cannot be opened. Allow it, or choose a picture of your health code.',
  },
};

export const PHONE_TEXT: Readonly<Record<Language, PhoneText>> = { 'zh-CN': zhCN, en };

/** Chinese, but for who has set the phone to English. */
export function firstLanguage(languages: readonly string[]): Language {
  return languages[0]?.toLowerCase().startsWith('en') === true ? 'en' : 'zh-CN';
}

export function isTrouble(fault: string): fault is Trouble {
  return Object.prototype.hasOwnProperty.call(zhCN.troubles, fault);
}
