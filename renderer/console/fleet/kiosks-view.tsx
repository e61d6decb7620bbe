import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetKiosk, FleetPage, FleetPlace } from '../../../shared/console/fleet.ts';
import { formatClockTime } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { Pager } from '../pager.tsx';
import { useAsked } from '../use-asked.ts';
import { Counts, Filters, isFiltered, type Filter } from './filters.tsx';
import { FIRST_PAGE, useKept, useReadAgain, useSettled } from './looking.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import { FleetTable } from './table.tsx';

const REFRESH_MS = 15_000;

/** Every kiosk, a page at a time, however many there are. */
export function KiosksView({ venue }: { venue: string | null }): ReactElement {
  const { t } = useTranslation('console');
  const [filter, setFilter] = useState<Filter>(FIRST_PAGE);
  // Where each page that was looked at began, the last being the one that is shown.
  const [places, setPlaces] = useState<readonly (FleetPlace | null)[]>([null]);
  const text = useSettled(filter.text);
  const { gate, state, order } = filter;
  const after = places.at(-1) ?? null;
  const asked = useAsked(
    'fleet:list',
    useMemo(
      () => ({ ...FIRST_PAGE, venue, gate, state, text, order, after }),
      [venue, gate, state, text, order, after],
    ),
  );
  const isWatched = useReadAgain(asked, REFRESH_MS);
  const page = useKept(asked.reply);
  const [revoked, setRevoked] = useState<FleetKiosk | null>(null);
  /** As many PINs became void when one was revoked just now. */
  const [withdrawn, setWithdrawn] = useState<number | null>(null);
  const change = (to: Partial<Filter>): void => {
    setFilter({ ...filter, ...to });
    setPlaces([null]);
  };
  return (
    <>
      <Filters filter={filter} gates={page?.gates ?? []} onFilter={change} />
      {page !== null && (
        <Counts
          page={page}
          state={state}
          onState={(to) => {
            change({ state: to });
          }}
        />
      )}
      {asked.fault !== null && <Failed fault={asked.fault} onAgain={asked.again} />}
      {withdrawn !== null && (
        <p role="status">
          {withdrawn === 0 ? t('fleet.revoke.doneNone') : t('fleet.revoke.done', { count: withdrawn })}
        </p>
      )}
      {page === null && asked.fault === null && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {page !== null && (
        <>
          <AsOf atMs={page.atMs} isWatched={isWatched} />
          <Rows page={page} isFiltered={isFiltered(filter)} onRevoke={setRevoked} />
          <Pager places={places} next={page.next} asked={asked.reply?.next ?? null} onPlaces={setPlaces} />
        </>
      )}
      {revoked !== null && (
        <RevokeDialog
          kiosk={revoked}
          onClose={(done) => {
            setRevoked(null);
            if (done === null) return;
            setWithdrawn(done);
            asked.again();
          }}
        />
      )}
    </>
  );
}

function AsOf({ atMs, isWatched }: { atMs: number; isWatched: boolean }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const time = formatClockTime(asLanguage(i18n.language), atMs);
  return <p className="hint">{t(isWatched ? 'fleet.asOf' : 'fleet.asOfUntouched', { time })}</p>;
}

interface RowsProps {
  readonly page: FleetPage;
  readonly isFiltered: boolean;
  readonly onRevoke: (kiosk: FleetKiosk) => void;
}

function Rows({ page, isFiltered: isSome, onRevoke }: RowsProps): ReactElement {
  const { t } = useTranslation('console');
  if (page.rows.length === 0) return <p className="state">{t(isSome ? 'fleet.noneFound' : 'fleet.none')}</p>;
  return <FleetTable kiosks={page.rows} onRevoke={onRevoke} />;
}
