import type { Language } from '../verdict.ts';

/** What entries say in codes, but for their reasons; and what is said of their times. */
const WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  admit: { 'zh-CN': '放行', en: 'admit' },
  refer: { 'zh-CN': '人工核验', en: 'refer' },
  refuse: { 'zh-CN': '禁止通行', en: 'refuse' },
  scan: { 'zh-CN': '扫码刷证', en: 'scan' },
  manual: { 'zh-CN': '人工登记', en: 'by hand' },
  overrule: { 'zh-CN': '人工改判', en: 'overruled' },
  abnormal: { 'zh-CN': '异常处置', en: 'procedure for the ill' },
  gate: { 'zh-CN': '闸机', en: 'gate' },
  break: { 'zh-CN': '记录中断', en: 'break in the journal' },
  anchor: { 'zh-CN': '接续', en: 'anchor' },
  camera: { 'zh-CN': '摄像头', en: 'camera' },
  serial: { 'zh-CN': '串口扫码枪', en: 'serial scanner' },
  keyboard: { 'zh-CN': '键盘扫码枪', en: 'keyboard scanner' },
  'venue-code': { 'zh-CN': '场所码', en: 'venue code' },
  out: { 'zh-CN': '出场', en: 'going out' },
  'id-card': { 'zh-CN': '身份证', en: 'ID card' },
  green: { 'zh-CN': '绿', en: 'green' },
  yellow: { 'zh-CN': '黄', en: 'yellow' },
  red: { 'zh-CN': '红', en: 'red' },
  'unreadable-time': { 'zh-CN': '时间无法读取', en: 'unreadable time' },
};

/** @returns the code itself where there is no word for it */
export function inWords(code: string, language: Language): string {
  return WORDS[code]?.[language] ?? code;
}
