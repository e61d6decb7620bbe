import type { ReactElement } from 'react';
import type { Language } from '../../shared/verdict.ts';
import { formatClockTime, formatDay } from '../text/format.ts';

/** A cell of a table: a moment with its day and its seconds, by the window's zone. */
export function When({ language, epochMs }: { language: Language; epochMs: number }): ReactElement {
  return (
    <td className="table__time">
      {formatDay(language, new Date(epochMs).toISOString())} {formatClockTime(language, epochMs)}
    </td>
  );
}
