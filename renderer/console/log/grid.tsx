import { memo, useEffect, useId, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogOrder, LogRow } from '../../../shared/console/log.ts';
import { cellOf, columnsOf, textOf, type ColumnName, type RowWords } from './columns.tsx';
import type { Extent, Seen } from './rows.ts';
import { stepOf } from './step.ts';
import { useScroll } from './use-scroll.ts';

/** Rows of a table, of which some may not be here. */
export interface GridRows {
  /** Those that can be scrolled to. */
  readonly extent: Extent;
  /** Whether they begin, and end, where the table does. */
  readonly isFromFirst: boolean;
  readonly isToLast: boolean;
  /** As many as there are; `null`: nobody knows. */
  readonly total: number | null;
  readonly at: (index: number) => LogRow | null;
  /** What lies beneath the last one that is known. */
  readonly foot: ReactElement | null;
}

interface Props {
  readonly label: string;
  readonly rows: GridRows;
  readonly words: RowWords;
  /** The entry whose detail is open. */
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  readonly order: LogOrder;
  /** `null`: there is one order. */
  readonly onOrder: (() => void) | null;
  /** Told in steps of {@link SEEN_STEP} rows. */
  readonly onSeen: (seen: Seen) => void;
  /** The first or the last row is wanted, and it is not known. */
  readonly onEnd: (which: 'first' | 'last') => void;
  /** It has been asked for by the keyboard, and takes its focus. */
  readonly takesFocus?: boolean;
}

/** Rows drawn beyond what is in sight, so that a turn of the wheel finds them there. */
const OVERSCAN = 12;
const SEEN_STEP = 20;

/**
 * The log as a table: no more rows are drawn than are in sight. It is one stop for the keyboard, in which arrows go from row
 * to row and Enter opens one.
 */
export function LogGrid(props: Props): ReactElement {
  const { label, rows, words, openId, onOpen, order, onOrder, onSeen, onEnd, takesFocus = false } = props;
  const id = useId();
  const [rowPx] = useState(rowHeight);
  const [active, setActive] = useState(0);
  const columns = columnsOf(words);
  const { extent } = rows;
  const { scroller, section, seen, reveal } = useScroll(rowPx, extent);
  useSeen(seen, onSeen);
  useEffect(() => {
    if (takesFocus) scroller.current?.focus();
  }, [takesFocus, scroller]);
  const open = (index: number): void => {
    const row = rows.at(index);
    setActive(index);
    if (row !== null) onOpen(row.id);
  };
  const go = (to: number): void => {
    setActive(to);
    reveal(to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const inSight = Math.floor((scroller.current?.clientHeight ?? 0) / rowPx);
    const to = stepOf(event.key, active, { inSight, ...extent });
    if (to === null && event.key !== 'Enter') return;
    event.preventDefault();
    if (to === null) open(active);
    else if (event.key === 'Home' && !rows.isFromFirst) onEnd('first');
    else if (event.key === 'End' && !rows.isToLast) onEnd('last');
    else go(to);
  };
  const drawn = drawnOf(seen, section);
  return (
    <div
      ref={scroller}
      className="grid"
      role="grid"
      tabIndex={0}
      data-scrolls
      aria-label={label}
      aria-rowcount={rows.total === null ? -1 : rows.total + TITLE_ROWS}
      aria-colcount={columns.length}
      aria-activedescendant={drawn.includes(active) ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      <Titles columns={columns} rowPx={rowPx} order={order} onOrder={onOrder} />
      <div
        role="rowgroup"
        className="grid__rows"
        style={{ height: (section.end - section.begin) * rowPx }}
        onClick={({ target }) => {
          const clicked = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
          if (clicked !== null) open(Number(clicked.dataset['index']));
        }}
      >
        {drawn.map((index) => (
          <Row
            key={index}
            id={`${id}-${index}`}
            index={index}
            number={rows.isFromFirst ? index - extent.begin : null}
            top={(index - section.begin) * rowPx}
            rowPx={rowPx}
            row={rows.at(index)}
            words={words}
            isActive={index === active}
            isOpen={openId !== null && rows.at(index)?.id === openId}
          />
        ))}
      </div>
      {rows.foot}
    </div>
  );
}

function drawnOf({ first, last }: Seen, { begin, end }: Extent): number[] {
  const from = Math.max(begin, first - OVERSCAN);
  return Array.from({ length: Math.max(0, Math.min(end, last + OVERSCAN + 1) - from) }, (_, i) => from + i);
}

/** Rows are as high as a key where they are touched. */
function rowHeight(): number {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const isTouched = document.querySelector('.console[data-at="kiosk"]') !== null;
  return Math.round(isTouched ? Math.max(48, 2.2 * rem) : 2.25 * rem);
}

function useSeen(seen: Seen, onSeen: (seen: Seen) => void): void {
  const first = Math.floor(seen.first / SEEN_STEP) * SEEN_STEP;
  const last = Math.ceil(seen.last / SEEN_STEP) * SEEN_STEP;
  useEffect(() => {
    onSeen({ first, last });
  }, [onSeen, first, last]);
}

interface TitlesProps {
  readonly columns: readonly ColumnName[];
  readonly rowPx: number;
  readonly order: LogOrder;
  readonly onOrder: (() => void) | null;
}

function Titles({ columns, rowPx, order, onOrder }: TitlesProps): ReactElement {
  const { t } = useTranslation('console');
  const sort = order === 'newest-first' ? 'descending' : 'ascending';
  return (
    <div role="rowgroup" className="grid__titles">
      <div role="row" aria-rowindex={1} className="grid__row" style={{ height: rowPx }}>
        {columns.map((name) => (
          <div
            key={name}
            role="columnheader"
            className={`grid__cell grid__cell--${name}`}
            aria-sort={name === 'time' ? sort : undefined}
          >
            {name === 'time' && onOrder !== null ? (
              <button type="button" className="grid__order" data-order={order} onClick={onOrder}>
                {t('log.column.time')}
                <span aria-hidden="true">{order === 'newest-first' ? '↓' : '↑'}</span>
                <span className="unseen">{t(`log.order.${order}`)}</span>
              </button>
            ) : (
              t(`log.column.${name}`)
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly index: number;
  /** Of the table's rows, from 0; `null`: nobody knows. */
  readonly number: number | null;
  readonly top: number;
  readonly rowPx: number;
  readonly row: LogRow | null;
  readonly words: RowWords;
  readonly isActive: boolean;
  readonly isOpen: boolean;
}

/** The titles are the first row. */
const TITLE_ROWS = 1;

const Row = memo(function Row({ id, index, number, top, rowPx, row, words, isActive, isOpen }: RowProps): ReactElement {
  return (
    <div
      role="row"
      id={id}
      className="grid__row"
      data-index={index}
      data-active={isActive}
      aria-rowindex={number === null ? undefined : number + TITLE_ROWS + 1}
      aria-selected={isOpen}
      style={{ height: rowPx, transform: `translateY(${top}px)` }}
    >
      {columnsOf(words).map((name) => (
        <div
          key={name}
          role="gridcell"
          className={`grid__cell grid__cell--${name}`}
          title={row === null ? undefined : textOf(name, row, words)}
        >
          {row === null ? '' : cellOf(name, row, words)}
        </div>
      ))}
    </div>
  );
});
