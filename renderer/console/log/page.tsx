import { useMemo, useState, type ReactElement } from 'react';
import type { LogOrder } from '../../../shared/console/log.ts';
import { useAsked } from '../use-asked.ts';
import { Bar, type LogDialog } from './bar.tsx';
import { Detail } from './detail.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { Filters } from './filters.tsx';
import { filterOf, isReversed, isWithin, TODAY, type LogForm } from './form.ts';
import { FoundTable } from './found-table.tsx';
import { LogTable, type View } from './log-table.tsx';
import { PersonDialog, type Found } from './person-dialog.tsx';
import { placeOfMinute, type Begin } from './rows.ts';
import { useWords } from './use-words.ts';
import './log.css';

/** What happened then: every entry, narrowed down to those that matter, and one of them with all that is to be said. */
export function LogPage(): ReactElement {
  const [found, setFound] = useState<Found | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [words, facets] = useWords();
  const view: View = { words, openId, onOpen: setOpenId };
  const closeDetail = (): void => {
    setOpenId(null);
    document.querySelector<HTMLElement>('.grid')?.focus();
  };
  const show = (them: Found | null): void => {
    setOpenId(null);
    setFound(them);
  };
  return (
    <div className="log" data-open={openId !== null}>
      <div
        className="log__main"
        onKeyDown={({ key }) => {
          if (key === 'Escape' && openId !== null) closeDetail();
        }}
      >
        {/* Behind what was found it stays as it is. */}
        <div className="log__all" hidden={found !== null}>
          <All view={view} facets={facets} onFound={show} />
        </div>
        {found !== null && (
          <FoundTable
            found={found}
            view={view}
            onBack={() => {
              show(null);
            }}
          />
        )}
      </div>
      {openId !== null && <Detail id={openId} words={words} onOpen={setOpenId} onClose={closeDetail} />}
    </div>
  );
}

/** What was asked when, so that "today" is the day on which it was. */
interface Asking {
  readonly form: LogForm;
  readonly order: LogOrder;
  readonly atMs: number;
}

/** From where the table is read. */
interface Reading {
  readonly begin: Begin;
  /** Somebody has gone there by a key of the table. */
  readonly isByKey: boolean;
  /** Which time: whoever goes to the same place again is there again. */
  readonly nth: number;
}

const OTHER_ORDER: Readonly<Record<LogOrder, LogOrder>> = {
  'newest-first': 'oldest-first',
  'oldest-first': 'newest-first',
};

interface AllProps {
  readonly view: View;
  readonly facets: ReturnType<typeof useWords>[1];
  readonly onFound: (found: Found) => void;
}

function All({ view, facets, onFound }: AllProps): ReactElement {
  const [{ form, order, atMs }, setAsking] = useState<Asking>(() => ({
    form: TODAY,
    order: 'newest-first',
    atMs: Date.now(),
  }));
  const [reading, setReading] = useState<Reading>({ begin: 'first', isByKey: false, nth: 0 });
  const [dialog, setDialog] = useState<LogDialog | null>(null);
  const toCount = useMemo(() => ({ filter: filterOf(form, atMs) }), [form, atMs]);
  const { filter } = toCount;
  const question = useMemo(() => ({ filter, order }), [filter, order]);
  const counted = useAsked('count', isReversed(filter) ? undefined : toCount);
  const readFrom = (begin: Begin, isByKey = false): void => {
    setReading(({ nth }) => ({ begin, isByKey, nth: nth + 1 }));
  };
  const ask = (changed: Partial<Asking>): void => {
    setAsking({ form, order, atMs: Date.now(), ...changed });
    readFrom('first');
  };
  const goTo = (minuteMs: number): void => {
    if (!isWithin(filter, minuteMs)) ask({ form: { ...form, when: 'all' } });
    readFrom(placeOfMinute(minuteMs, order));
  };
  const closeDialog = (): void => {
    setDialog(null);
  };
  return (
    <>
      <Filters
        form={form}
        onForm={(next) => {
          ask({ form: next });
        }}
        facets={facets}
        hasGates={view.words.hasGates}
      />
      <Bar
        counted={counted}
        onGoTo={goTo}
        onRefresh={() => {
          ask({});
        }}
        onDialog={setDialog}
      />
      {!isReversed(filter) && (
        <LogTable
          key={JSON.stringify([question, atMs, reading.nth])}
          question={question}
          begin={reading.begin}
          takesFocus={reading.isByKey}
          onEnd={(which) => {
            readFrom(which, true);
          }}
          count={counted.reply}
          form={form}
          view={view}
          onOrder={() => {
            ask({ order: OTHER_ORDER[order] });
          }}
          onAll={() => {
            ask({ form: { ...TODAY, when: 'all' } });
          }}
        />
      )}
      {dialog === 'export' && <ExportDialog filter={filter} count={counted.reply} onClose={closeDialog} />}
      {dialog === 'person' && (
        <PersonDialog
          onFound={(them) => {
            onFound(them);
            closeDialog();
          }}
          onClose={closeDialog}
        />
      )}
    </>
  );
}
