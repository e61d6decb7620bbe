import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { COMPANY_STATUSES, type Company, type CompanyStatus } from '../../../shared/company/company.ts';
import type { CompaniesAsk, CompaniesPage as Reply } from '../../../shared/console/companies.ts';
import { formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { useKept, useReadAgain, useSettled } from '../fleet/looking.ts';
import { Pager } from '../pager.tsx';
import { SearchField } from '../search-field.tsx';
import { useAsked } from '../use-asked.ts';
import { AsOf } from './as-of.tsx';
import { DecideDialog, type Deciding } from './decide-dialog.tsx';
import { FiguresView } from './figures.tsx';
import { PeopleDialog } from './people-dialog.tsx';
import { CompaniesTable } from './table.tsx';
import '../pages.css';
import './companies.css';

const FIRST_PAGE: CompaniesAsk = { venue: null, status: null, text: '', after: null, limit: 50 };
const REFRESH_MS = 60_000;
const VIEWS = ['list', 'figures'] as const;

/** Companies of the white list: who has applied, what is decided of them, and how many have come back to work. */
export function CompaniesPage(): ReactElement {
  const { t } = useTranslation('console');
  const [view, setView] = useState<(typeof VIEWS)[number]>('list');
  return (
    <section className="page companies" aria-labelledby="companies-title">
      <header className="page__head">
        <h2 id="companies-title">{t('companies.title')}</h2>
        <div className="segments" role="group" aria-label={t('companies.views')}>
          {VIEWS.map((one) => (
            <button
              key={one}
              type="button"
              className="button"
              data-view={one}
              aria-pressed={one === view}
              onClick={() => {
                setView(one);
              }}
            >
              {t(`companies.view.${one}`)}
            </button>
          ))}
        </div>
      </header>
      {view === 'list' ? <ListView /> : <FiguresView />}
    </section>
  );
}

function ListView(): ReactElement {
  const { t } = useTranslation('console');
  const [typed, setTyped] = useState('');
  const [status, setStatus] = useState<CompanyStatus | null>(null);
  // Where each page that was looked at began, the last being the one that is shown.
  const [places, setPlaces] = useState<readonly CompaniesAsk['after'][]>([null]);
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const [people, setPeople] = useState<Company | null>(null);
  const text = useSettled(typed);
  const after = places.at(-1) ?? null;
  const asked = useAsked(
    'companies:list',
    useMemo(() => ({ ...FIRST_PAGE, status, text, after }), [status, text, after]),
  );
  useReadAgain(asked, REFRESH_MS);
  const page = useKept(asked.reply);
  const isNothing = page !== null && text === '' && countOf(page.counts) === 0;
  return (
    <>
      {asked.fault !== null && <Failed fault={asked.fault} onAgain={asked.again} />}
      {page === null && asked.fault === null && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {isNothing && <p className="state">{t('companies.none')}</p>}
      {page !== null && !isNothing && (
        <>
          <div className="bar-form" role="search">
            <SearchField
              name="companies-text"
              label={t('companies.text')}
              says={t('companies.textSays')}
              typed={typed}
              onTyped={(to) => {
                setTyped(to);
                setPlaces([null]);
              }}
            />
          </div>
          <Statuses
            counts={page.counts}
            status={status}
            onStatus={(to) => {
              setStatus(to);
              setPlaces([null]);
            }}
          />
          <AsOf atMs={page.atMs} />
          {page.rows.length === 0 ? (
            <p className="state">{t('companies.noneFound')}</p>
          ) : (
            <CompaniesTable rows={page.rows} onDecide={setDeciding} onPeople={setPeople} />
          )}
          <Pager places={places} next={page.next} asked={asked.reply?.next ?? null} onPlaces={setPlaces} />
        </>
      )}
      {deciding !== null && (
        <DecideDialog
          deciding={deciding}
          onClose={(isDone) => {
            setDeciding(null);
            if (isDone) asked.again();
          }}
        />
      )}
      {people !== null && (
        <PeopleDialog
          company={people}
          onClose={() => {
            setPeople(null);
            asked.again();
          }}
        />
      )}
    </>
  );
}

function countOf(counts: Reply['counts']): number {
  return COMPANY_STATUSES.reduce((sum, one) => sum + counts[one], 0);
}

interface StatusesProps {
  readonly counts: Reply['counts'];
  readonly status: CompanyStatus | null;
  readonly onStatus: (status: CompanyStatus | null) => void;
}

/** How many there are of each; each is a key that shows those alone. */
function Statuses({ counts, status, onStatus }: StatusesProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  return (
    <div className="segments" role="group" aria-label={t('companies.counts')}>
      {([null, ...COMPANY_STATUSES] as const).map((one) => (
        <button
          key={one ?? 'all'}
          type="button"
          className="button"
          data-status={one ?? 'all'}
          aria-pressed={one === status}
          onClick={() => {
            onStatus(one);
          }}
        >
          {t(one === null ? 'companies.any' : `companies.status.${one}`)}{' '}
          <strong>{formatNumber(asLanguage(i18n.language), one === null ? countOf(counts) : counts[one])}</strong>
        </button>
      ))}
    </div>
  );
}
