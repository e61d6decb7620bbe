import type { GateReason } from '../device/device.ts';
import type { ABNORMAL_STEPS, ANOTHER_VISITOR, ManualReason, OverruleReason } from '../guard.ts';
import type { Language } from '../verdict.ts';
import type { FIND_REASONS } from './person.ts';

/** What a kiosk enters of its console: somebody was looked for by a number, and why; entries were exported. */
export type ConsoleAct = 'person-sought' | `sought-${(typeof FIND_REASONS)[number]}` | 'log-exported';

/** Reasons of entries that no judgement gave; what each does to a visitor, if anything, is the entry's verdict. */
type Entered =
  | ManualReason
  | OverruleReason
  | (typeof ABNORMAL_STEPS)[number]
  | typeof ANOTHER_VISITOR
  | `gate-reason-${GateReason}`
  | 'gate-held-open'
  | 'gate-closed-again'
  | 'undone'
  | 'shift-began'
  | 'shift-ended'
  | 'clock-floor-reset'
  | 'chain-follows'
  | 'journal-superseded'
  | 'journal-abandoned'
  | ConsoleAct;

/** In words, for whoever reads the log. @see docs/journal.md */
export const ENTERED_WORDS: Readonly<Record<Entered, Readonly<Record<Language, string>>>> = {
  'no-phone': { 'zh-CN': '没有手机', en: 'No phone' },
  'dead-phone': { 'zh-CN': '手机无法亮码', en: 'Phone is dead or shows no code' },
  child: { 'zh-CN': '儿童', en: 'Child' },
  'foreign-paper': { 'zh-CN': '境外纸质证明', en: 'Foreign paper' },
  'seems-ill': { 'zh-CN': '发热或身体不适', en: 'Fever or unwell' },
  other: { 'zh-CN': '其他原因', en: 'Other reason' },
  'another-visitor': { 'zh-CN': '不是刚被禁止的那位访客', en: 'Not the visitor who was refused just before' },
  'papers-seen': { 'zh-CN': '已看过证明', en: 'Papers seen' },
  'office-asked': { 'zh-CN': '已问过主管单位', en: 'Health office asked' },
  misjudged: { 'zh-CN': '机器误判', en: 'The kiosk is mistaken' },
  'not-in-order': { 'zh-CN': '核对后不符', en: 'Checked, not in order' },
  'other-grounds': { 'zh-CN': '其他理由', en: 'Other grounds' },
  undone: { 'zh-CN': '已撤回', en: 'Taken back' },
  'kept-aside': { 'zh-CN': '已引至一旁隔离等候', en: 'Kept aside' },
  informed: { 'zh-CN': '已报告主管和防疫人员', en: 'Supervisor and health office informed' },
  noted: { 'zh-CN': '已登记联系方式', en: 'How to reach them noted' },
  'shift-began': { 'zh-CN': '上岗', en: 'Shift began' },
  'shift-ended': { 'zh-CN': '下岗', en: 'Shift ended' },
  'gate-held-open': { 'zh-CN': '闸机常开', en: 'Gate held open' },
  'gate-closed-again': { 'zh-CN': '闸机恢复', en: 'Gate closed again' },
  'gate-reason-fire': { 'zh-CN': '火警', en: 'Fire' },
  'gate-reason-medical': { 'zh-CN': '急救', en: 'Medical' },
  'gate-reason-crowd': { 'zh-CN': '人群拥挤', en: 'Crowd' },
  'gate-reason-other': { 'zh-CN': '其他开闸原因', en: 'Other reason to open the gate' },
  'clock-floor-reset': { 'zh-CN': '主管确认本机时钟正确', en: 'Supervisor said that the clock is right' },
  'chain-follows': { 'zh-CN': '新的记录库接续前一个', en: 'A new journal follows another' },
  'journal-superseded': { 'zh-CN': '前一个记录库是旧副本', en: 'The other was an old copy' },
  'journal-abandoned': { 'zh-CN': '前一个记录库已弃用', en: 'The other was given up' },
  'person-sought': { 'zh-CN': '按证件号码查询', en: 'Somebody was looked for by document number' },
  'sought-health-office': { 'zh-CN': '应卫生部门要求', en: 'For the health office' },
  'sought-police': { 'zh-CN': '应警方要求', en: 'For the police' },
  'sought-visitor-asked': { 'zh-CN': '访客本人要求', en: 'The visitor asked' },
  'sought-lost-property': { 'zh-CN': '寻找失主', en: 'Lost property' },
  'sought-other': { 'zh-CN': '其他查询原因', en: 'Other reason to look' },
  'log-exported': { 'zh-CN': '导出记录', en: 'Entries were exported' },
};
