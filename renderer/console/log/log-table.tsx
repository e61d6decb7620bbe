import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { LogCount } from '../../../shared/console/log.ts';
import { Failed } from '../asked.tsx';
import type { RowWords } from './columns.tsx';
import type { LogForm } from './form.ts';
import { isNarrowed } from './form.ts';
import { LogGrid } from './grid.tsx';
import { extentOf, rowAt, type Begin, type Question, type Rows, type Seen } from './rows.ts';
import { useRows } from './use-rows.ts';
import { isOfOtherZone, offsetHere } from './zones.ts';

/** How rows are shown, and which is open. */
export interface View {
  readonly words: RowWords;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
}

interface Props {
  readonly question: Question;
  readonly begin: Begin;
  /** `null`: not counted yet. */
  readonly count: LogCount | null;
  readonly form: LogForm;
  readonly view: View;
  readonly onOrder: () => void;
  /** Wants to begin there, by the keyboard. */
  readonly onEnd: (which: 'first' | 'last') => void;
  readonly takesFocus: boolean;
  /** Whatever was looked for: all of it is wanted. */
  readonly onAll: () => void;
}

const TOP: Seen = { first: 0, last: 0 };

/** The entries that are looked for, however many there are. */
export function LogTable(props: Props): ReactElement {
  const { question, begin, count, form, view, onOrder, onEnd, takesFocus, onAll } = props;
  const { t } = useTranslation('console');
  const [seen, setSeen] = useState(TOP);
  const [rows, again] = useRows(question, begin, seen);
  // Once it is said it stays: it takes room from the rows, and by less room the row that wants it may be out of sight.
  const [areZonesTold, setAreZonesTold] = useState(false);
  if (!areZonesTold && isOfOtherZone(rows, seen, offsetHere)) setAreZonesTold(true);
  const extent = extentOf(rows);
  const known = extent.end - extent.begin;
  const [isFromFirst, isToLast] = [rows.previous === null, rows.next === null];
  const isWhole = isFromFirst && isToLast;
  if (isWhole && known === 0) return <None form={form} onAll={onAll} />;
  if (known === 0 && rows.fault !== null) return <Failed fault={rows.fault} onAgain={again} />;
  return (
    <>
      {areZonesTold && (
        <p className="hint log__zones" data-zones>
          {t('log.zones')}
        </p>
      )}
      <LogGrid
        label={t('log.table')}
        rows={{
          ...{ extent, isFromFirst, isToLast },
          total: isWhole ? known : count?.isAll === true ? count.count : null,
          at: (index) => rowAt(rows, index),
          foot: <Foot rows={rows} onAgain={again} />,
        }}
        words={view.words}
        openId={view.openId}
        onOpen={view.onOpen}
        order={question.order}
        onOrder={onOrder}
        onSeen={setSeen}
        onEnd={onEnd}
        takesFocus={takesFocus}
      />
    </>
  );
}

/** What lies beneath the last row that is known; a fault is in sight wherever somebody looks. */
function Foot({ rows, onAgain }: { rows: Rows; onAgain: () => void }): ReactElement | null {
  const { t } = useTranslation('console');
  if (rows.fault !== null) {
    return (
      <div className="grid__fault">
        <Failed fault={rows.fault} onAgain={onAgain} />
      </div>
    );
  }
  if (rows.next === null) return null;
  return (
    <p className="grid__foot" role="status">
      {t(rows.pages.length === 0 ? 'shell.loading' : 'log.more')}
    </p>
  );
}

function None({ form, onAll }: { form: LogForm; onAll: () => void }): ReactElement {
  const { t } = useTranslation('console');
  const isQuietDay = form.when === 'today' && !isNarrowed(form);
  return (
    <div className="state" role="status" data-none>
      <p>{t(isQuietDay ? 'log.noneToday' : 'log.none')}</p>
      {(form.when !== 'all' || isNarrowed(form)) && (
        <button type="button" className="button" onClick={onAll}>
          {t('log.showAll')}
        </button>
      )}
    </div>
  );
}
