import type { ReactElement } from 'react';
import type { Language } from '../../shared/verdict.ts';
import { formatSecond } from '../text/format.ts';

/** A cell of a table: a moment with its day and its seconds, by the window's zone. */
export function When({ language, epochMs }: { language: Language; epochMs: number }): ReactElement {
  return <td className="table__time">{formatSecond(language, epochMs)}</td>;
}
