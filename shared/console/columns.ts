import type { Language } from '../verdict.ts';
import type { LogRow } from './log.ts';
import { isOfAClock, unreadableTime, wallMsOf } from './moment.ts';
import { inWords } from './words.ts';

/** A cell of an export: text, a number, or a moment that can be written, by the clock on the wall, in milliseconds as if that were UTC. */
export type Cell = string | number | { readonly wallMs: number } | null;

/** In which words and by which clock rows are written. */
export interface Wording {
  readonly language: Language;
  /** Minutes east of UTC. */
  readonly offsetMinutes: number;
  /** A reason in words; `null`: nobody knows it any more. */
  readonly reasonOf: (code: string) => string | null;
}

interface Column {
  readonly title: Readonly<Record<Language, string>>;
  readonly cell: (row: LogRow, wording: Wording) => Cell;
}

const SECONDS_PER_TENTH_OF_HOUR = 360;

/** What an export has of an entry, from left to right. */
const COLUMNS: readonly Column[] = [
  {
    title: { 'zh-CN': '时间', en: 'Time' },
    cell: ({ epochMs, offsetMinutes: zone }, { offsetMinutes, language }) => {
      const isShown = isOfAClock({ epochMs, offsetMinutes: zone }) && isOfAClock({ epochMs, offsetMinutes });
      return isShown ? { wallMs: wallMsOf({ epochMs, offsetMinutes }) } : unreadableTime(language);
    },
  },
  { title: { 'zh-CN': '通道', en: 'Gate' }, cell: ({ gate }) => gate },
  { title: { 'zh-CN': '方向', en: 'Way' }, cell: ({ lane }, { language }) => lane && inWords(lane, language) },
  { title: { 'zh-CN': '类型', en: 'Kind' }, cell: ({ type }, { language }) => inWords(type, language) },
  {
    title: { 'zh-CN': '结果', en: 'Verdict' },
    cell: ({ verdict }, { language }) => verdict && inWords(verdict, language),
  },
  {
    title: { 'zh-CN': '原因', en: 'Reasons' },
    cell: ({ reasons }, { reasonOf }) => reasons.map((code) => reasonOf(code) ?? code).join('; '),
  },
  { title: { 'zh-CN': '原因代码', en: 'Reason codes' }, cell: ({ reasons }) => reasons.join(' ') },
  { title: { 'zh-CN': '来源', en: 'Source' }, cell: ({ source }, { language }) => source && inWords(source, language) },
  { title: { 'zh-CN': '码制', en: 'Format' }, cell: ({ format }) => format },
  { title: { 'zh-CN': '姓名（已隐去）', en: 'Name (masked)' }, cell: ({ maskedName }) => maskedName },
  { title: { 'zh-CN': '码色', en: 'Colour' }, cell: ({ colour }, { language }) => colour && inWords(colour, language) },
  {
    title: { 'zh-CN': '采样距今（小时）', en: 'Hours since sampling' },
    cell: ({ testAgeSeconds }) =>
      testAgeSeconds === null ? null : Math.round(testAgeSeconds / SECONDS_PER_TENTH_OF_HOUR) / 10,
  },
  { title: { 'zh-CN': '保安', en: 'Guard' }, cell: ({ guard }) => guard },
  { title: { 'zh-CN': '规则版本', en: 'Rules version' }, cell: ({ policyVersion }) => policyVersion },
  { title: { 'zh-CN': '用时（毫秒）', en: 'Took (ms)' }, cell: ({ durationMs }) => durationMs },
  {
    title: { 'zh-CN': '时钟已核对', en: 'Clock confirmed' },
    cell: ({ isClockConfirmed }, { language }) =>
      isClockConfirmed ? { 'zh-CN': '是', en: 'yes' }[language] : { 'zh-CN': '否', en: 'no' }[language],
  },
  { title: { 'zh-CN': '记录编号', en: 'Entry' }, cell: ({ id }) => id },
  { title: { 'zh-CN': '所指记录', en: 'Refers to' }, cell: ({ refersTo }) => refersTo },
];

export function titlesOf(language: Language): string[] {
  return COLUMNS.map(({ title }) => title[language]);
}

export function cellsOf(row: LogRow, wording: Wording): Cell[] {
  return COLUMNS.map(({ cell }) => cell(row, wording));
}

/** A file that is written row by row, so that its size is nobody's memory. */
export interface TableFile {
  begin(titles: readonly string[]): Uint8Array;
  add(rows: readonly (readonly Cell[])[]): Uint8Array;
  end(): Uint8Array;
}
