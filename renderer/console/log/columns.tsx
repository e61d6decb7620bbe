import type { ReactNode } from 'react';
import type { LogRow } from '../../../shared/console/log.ts';
import { inWords } from '../../../shared/console/words.ts';
import type { Language } from '../../../shared/verdict.ts';
import type { ReasonWords } from '../reason-words.ts';
import { VerdictMark } from '../verdict-mark.tsx';
import { wallTime } from './wall-time.ts';

/** In which words rows are shown. */
export interface RowWords {
  readonly language: Language;
  readonly reasonOf: ReasonWords;
  /** A kiosk has no gates to tell apart. */
  readonly hasGates: boolean;
}

const COLUMN_NAMES = ['time', 'verdict', 'reasons', 'name', 'type', 'gate', 'guard'] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

const TEXTS: Readonly<Record<ColumnName, (row: LogRow, words: RowWords) => string | null>> = {
  time: (row, { language }) => wallTime(row, language),
  verdict: ({ verdict }, { language }) => verdict && inWords(verdict, language),
  reasons: ({ reasons }, { language, reasonOf }) => reasons.map((code) => reasonOf(code, language)).join(' '),
  name: ({ maskedName }) => maskedName,
  type: (row, { language }) => kindOf(row, language),
  gate: ({ gate }) => gate,
  guard: ({ guard }) => guard,
};

/** Whether of somebody on their way out, first for it may be cut; what kind of entry it is, and by which reader it came. */
export function kindOf({ type, source, lane }: LogRow, language: Language): string {
  return [lane, type, source].flatMap((code) => (code === null ? [] : [inWords(code, language)])).join(' · ');
}

/** From left to right. */
export function columnsOf({ hasGates }: Pick<RowWords, 'hasGates'>): readonly ColumnName[] {
  return COLUMN_NAMES.filter((name) => name !== 'gate' || hasGates);
}

/** All that a cell says, which may have no room for it; empty: nothing. */
export function textOf(name: ColumnName, row: LogRow, words: RowWords): string {
  return TEXTS[name](row, words) ?? '';
}

export function cellOf(name: ColumnName, row: LogRow, words: RowWords): ReactNode {
  return name === 'verdict' ? row.verdict && <VerdictMark verdict={row.verdict} /> : textOf(name, row, words);
}
