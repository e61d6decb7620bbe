import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import {
  SITE_STANDS,
  type ShownSite,
  type SitesAsk,
  type SitesPage as Reply,
  type SiteStand,
} from '../../../shared/console/sites.ts';
import { formatClockTime, formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { SearchField } from '../search-field.tsx';
import { useKept, useReadAgain, useSettled } from '../fleet/looking.ts';
import { Pager } from '../pager.tsx';
import { useAsked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { Reach } from './reach.tsx';
import { SayDialog } from './say-dialog.tsx';
import { SitesTable } from './table.tsx';
import '../pages.css';

const FIRST_PAGE: SitesAsk = { stand: null, text: '', after: null, limit: 50 };
/** How busy they are comes by the hour, and they open and close by the minute. */
const REFRESH_MS = 60_000;

/** Sampling sites as visitors are shown them now, and how many venues have one near. */
export function SitesPage(): ReactElement {
  const { t } = useTranslation('console');
  const [typed, setTyped] = useState('');
  const [stand, setStand] = useState<SiteStand | null>(null);
  // Where each page that was looked at began, the last being the one that is shown.
  const [places, setPlaces] = useState<readonly (string | null)[]>([null]);
  const [saying, setSaying] = useState<ShownSite | null>(null);
  const { me } = useConsole();
  const text = useSettled(typed);
  const after = places.at(-1) ?? null;
  const asked = useAsked(
    'sites:list',
    useMemo(() => ({ ...FIRST_PAGE, stand, text, after }), [stand, text, after]),
  );
  useReadAgain(asked, REFRESH_MS);
  const page = useKept(asked.reply);
  const isNothing = page?.changedAt === null;
  const maySay = me.venue === null && me.may.includes('say-sites');
  return (
    <section className="page sites-page" aria-labelledby="sites-title">
      <header className="page__head">
        <h2 id="sites-title">{t('sites.title')}</h2>
      </header>
      {asked.fault !== null && <Failed fault={asked.fault} onAgain={asked.again} />}
      {page === null && asked.fault === null && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {isNothing && <p className="state">{t('sites.none')}</p>}
      {page !== null && !isNothing && (
        <>
          <Reach page={page} />
          <Search
            typed={typed}
            onTyped={(to) => {
              setTyped(to);
              setPlaces([null]);
            }}
          />
          <Stands
            counts={page.counts}
            stand={stand}
            onStand={(to) => {
              setStand(to);
              setPlaces([null]);
            }}
          />
          <AsOf page={page} />
          {page.rows.length === 0 ? (
            <p className="state">{t('sites.noneFound')}</p>
          ) : (
            <SitesTable rows={page.rows} onSay={maySay ? setSaying : null} />
          )}
          <Pager places={places} next={page.next} asked={asked.reply?.next ?? null} onPlaces={setPlaces} />
        </>
      )}
      {saying !== null && (
        <SayDialog
          {...saying}
          onClose={(isSaid) => {
            setSaying(null);
            if (isSaid) asked.again();
          }}
        />
      )}
    </section>
  );
}

function Search({ typed, onTyped }: { typed: string; onTyped: (to: string) => void }): ReactElement {
  const { t } = useTranslation('console');
  return (
    <div className="bar-form" role="search">
      <SearchField name="sites-text" label={t('sites.text')} says={t('sites.textSays')} {...{ typed, onTyped }} />
    </div>
  );
}

interface StandsProps {
  readonly counts: Reply['counts'];
  readonly stand: SiteStand | null;
  readonly onStand: (stand: SiteStand | null) => void;
}

/** How many are open; each is a key that shows those alone. */
function Stands({ counts, stand, onStand }: StandsProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const all = SITE_STANDS.reduce((sum, one) => sum + counts[one], 0);
  return (
    <div className="segments" role="group" aria-label={t('sites.counts')}>
      {([null, ...SITE_STANDS] as const).map((one) => (
        <button
          key={one ?? 'all'}
          type="button"
          className="button"
          data-stand={one ?? 'all'}
          aria-pressed={one === stand}
          onClick={() => {
            onStand(one);
          }}
        >
          {t(one === null ? 'sites.any' : `sites.stand.${one}`)}{' '}
          <strong>{formatNumber(asLanguage(i18n.language), one === null ? all : counts[one])}</strong>
        </button>
      ))}
    </div>
  );
}

function AsOf({ page: { atMs, changedAt } }: { page: Reply }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const changed = changedAt === null ? [] : [t('sites.changed', { when: formatMoment(language, changedAt) })];
  return <p className="hint">{[t('sites.asOf', { time: formatClockTime(language, atMs) }), ...changed].join(' · ')}</p>;
}
