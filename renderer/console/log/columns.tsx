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

const CELLS: Readonly<Record<ColumnName, (row: LogRow, words: RowWords) => ReactNode>> = {
  time: (row, { language }) => wallTime(row, language),
  verdict: ({ verdict }) => verdict && <VerdictMark verdict={verdict} />,
  reasons: ({ reasons }, { language, reasonOf }) => reasons.map((code) => reasonOf(code, language)).join(' '),
  name: ({ maskedName }) => maskedName,
  type: (row, { language }) => kindOf(row, language),
  gate: ({ gate }) => gate,
  guard: ({ guard }) => guard,
};

/** What kind of entry it is, by which reader it came, and whether of somebody on their way out. */
export function kindOf({ type, source, lane }: LogRow, language: Language): string {
  return [type, source, lane].flatMap((code) => (code === null ? [] : [inWords(code, language)])).join(' · ');
}

/** From left to right. */
export function columnsOf({ hasGates }: Pick<RowWords, 'hasGates'>): readonly ColumnName[] {
  return COLUMN_NAMES.filter((name) => name !== 'gate' || hasGates);
}

export function cellOf(name: ColumnName, row: LogRow, words: RowWords): ReactNode {
  return CELLS[name](row, words);
}
