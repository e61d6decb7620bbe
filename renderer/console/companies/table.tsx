import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Company, CompanyStatus } from '../../../shared/company/company.ts';
import { formatDay, formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Icon } from '../../ui/shapes.tsx';
import { useConsole } from '../use-source.ts';
import { Wide } from '../wide.tsx';
import { ACTS_ON, type Deciding } from './decide-dialog.tsx';

interface Props {
  readonly onDecide: (deciding: Deciding) => void;
  readonly onPeople: (company: Company) => void;
}

/** Companies of one page, newest application first. */
export function CompaniesTable({ rows, ...props }: Props & { readonly rows: readonly Company[] }): ReactElement {
  const { t } = useTranslation('console');
  const { me } = useConsole();
  return (
    <Wide label={t('companies.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('companies.name')}</th>
            {me.venue === null && <th scope="col">{t('companies.venue')}</th>}
            <th scope="col">{t('companies.stand')}</th>
            <th scope="col">{t('companies.term')}</th>
            <th scope="col">{t('companies.holders')}</th>
            <th scope="col">{t('companies.acts')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((company) => (
            <Row key={company.id} company={company} isOverAll={me.venue === null} {...props} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

const ICONS = { applied: 'warning', approved: 'tick', suspended: 'close', refused: 'close' } as const satisfies Record<
  CompanyStatus,
  string
>;

function Row({
  company,
  isOverAll,
  onDecide,
  onPeople,
}: Props & { readonly company: Company; readonly isOverAll: boolean }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { status, level, because, holders, headcount } = company;
  const number = (count: number): string => formatNumber(language, count);
  return (
    <tr data-company={company.id} data-status={status}>
      <th scope="row">
        {company.name}
        <small translate="no">{company.creditCode}</small>
        <small>{t('companies.appliedAt', { when: formatMoment(language, company.appliedAt) })}</small>
      </th>
      {isOverAll && <td>{company.venue}</td>}
      <td>
        <span className={status === 'approved' ? 'health health--good' : 'health'}>
          <Icon name={ICONS[status]} />
          {t(`companies.status.${status}`)}
        </span>
        {level !== null && <small>{t('companies.levelOf', { level })}</small>}
        {because !== null && <small>{because}</small>}
      </td>
      <td>
        <Term company={company} />
      </td>
      <td>
        {t('companies.holdersOf', { staff: number(holders.staff), vehicles: number(holders.vehicles) })}
        <small>{t('companies.headcount', { count: headcount })}</small>
      </td>
      <td>
        <div className="keys">
          {ACTS_ON[status].map((act) => (
            <button
              key={act}
              type="button"
              className="button"
              data-act={act}
              aria-label={`${t(`companies.act.${act}`)} ${company.name}`}
              onClick={() => {
                onDecide({ company, act: act === 'change' ? 'approve' : act });
              }}
            >
              {t(`companies.act.${act}`)}
            </button>
          ))}
          <button
            type="button"
            className="button"
            data-act="people"
            aria-label={`${t('companies.act.holders')} ${company.name}`}
            onClick={() => {
              onPeople(company);
            }}
          >
            {t('companies.act.holders')}
          </button>
        </div>
      </td>
    </tr>
  );
}

function Term({ company: { validFrom, validUntil } }: { company: Company }): ReactElement | null {
  const { t, i18n } = useTranslation('console');
  if (validFrom === null || validUntil === null) return null;
  const language = asLanguage(i18n.language);
  // The day before the first moment at which it is over.
  const last = Date.parse(validUntil) - 1;
  return <>{t('companies.termOf', { from: formatDay(language, validFrom), until: formatDay(language, last) })}</>;
}
