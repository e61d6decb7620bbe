import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { DistrictsPage as Reply, ShownDistrict } from '../../../shared/console/districts.ts';
import { formatClockTime } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { useReadAgain } from '../fleet/looking.ts';
import { useAsked } from '../use-asked.ts';
import { CasesChart, CasesTable } from './cases-chart.tsx';
import { DistrictsTable } from './table.tsx';
import '../pages.css';
import '../overview/overview.css';
import './districts.css';

/** Figures come once a day, and what they mean changes at midnight. */
const REFRESH_MS = 10 * 60_000;

/** By which figures get into the rules. */
const COMMAND = 'sentinel policy districts';

/** How far each district is free of spread, and by which figures. */
export function DistrictsPage(): ReactElement {
  const { t } = useTranslation('console');
  const asked = useAsked('districts:list', null);
  useReadAgain(asked, REFRESH_MS);
  const page = asked.reply;
  return (
    <section className="page" aria-labelledby="districts-title">
      <header className="page__head">
        <h2 id="districts-title">{t('districts.title')}</h2>
      </header>
      {asked.fault !== null && <Failed fault={asked.fault} onAgain={asked.again} />}
      {page === null && asked.fault === null && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {page !== null && <Standing page={page} />}
    </section>
  );
}

function Standing({ page: { districts, policyVersion, atMs } }: { page: Reply }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = districts.find(({ code }) => code === chosen) ?? districts[0];
  if (policyVersion === null) return <p className="state">{t('districts.unpublished')}</p>;
  if (shown === undefined) return <p className="state">{t('districts.none', { command: COMMAND })}</p>;
  const time = formatClockTime(asLanguage(i18n.language), atMs);
  return (
    <>
      <p className="hint">{t('districts.asOf', { time, version: policyVersion })}</p>
      <DistrictsTable districts={districts} shown={shown.code} onShow={setChosen} />
      <p className="hint">{t('districts.rule')}</p>
      <Cases district={shown} />
    </>
  );
}

function Cases({ district }: { district: ShownDistrict }): ReactElement {
  const { t, i18n } = useTranslation('console');
  return (
    <section className="panel" data-chart={district.code}>
      <h3>{t('districts.chart', { name: district.name[asLanguage(i18n.language)] })}</h3>
      <CasesChart district={district} />
      <CasesTable district={district} />
    </section>
  );
}
