import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownDistrict } from '../../../shared/console/districts.ts';
import { formatDate, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Icon, type IconName } from '../../ui/shapes.tsx';
import { Wide } from '../wide.tsx';
import { rateOf } from './rate.ts';

interface Props {
  readonly districts: readonly ShownDistrict[];
  /** Code of the one whose chart is shown. */
  readonly shown: string;
  readonly onShow: (code: string) => void;
}

const SHAPES: Readonly<Record<ShownDistrict['status'], IconName>> = {
  zero: 'shield',
  'basically-zero': 'tick',
  neither: 'warning',
  unknown: 'clock',
};

/** Every district by its code, with the working of its status. */
export function DistrictsTable({ districts, shown, onShow }: Props): ReactElement {
  const { t } = useTranslation('console');
  return (
    <Wide label={t('districts.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('districts.name')}</th>
            <th scope="col">{t('districts.status')}</th>
            <th scope="col">{t('districts.working')}</th>
            <th scope="col" className="number">
              {t('districts.population')}
            </th>
            <td />
          </tr>
        </thead>
        <tbody>
          {districts.map((district) => (
            <Row key={district.code} district={district} isShown={district.code === shown} onShow={onShow} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Row({
  district: { code, name, status, population, days },
  isShown,
  onShow,
}: Pick<Props, 'onShow'> & { readonly district: ShownDistrict; readonly isShown: boolean }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  return (
    <tr data-district={code} data-status={status}>
      <th scope="row">
        {name[language]}
        <small>{code}</small>
      </th>
      <td>
        <span className="health">
          <Icon name={SHAPES[status]} />
          {t(`districts.is.${status}`)}
        </span>
      </td>
      <td>
        {days.length === 0 && t('districts.noDays')}
        {days.map((day) => (
          <div key={day.date}>
            <Day {...day} population={population} />
          </div>
        ))}
      </td>
      <td className="number">{formatNumber(language, population)}</td>
      <td>
        <button
          type="button"
          className="button"
          aria-pressed={isShown}
          aria-label={`${t('districts.show')}: ${name[language]}`}
          onClick={() => {
            onShow(code);
          }}
        >
          {t('districts.show')}
        </button>
      </td>
    </tr>
  );
}

function Day({ date, new: count, population }: ShownDistrict['days'][number] & { population: number }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const day = formatDate(language, date);
  if (count === null) return <>{t('districts.dayUnknown', { date: day })}</>;
  const rate = formatNumber(language, rateOf(count, population), 2);
  return <>{t('districts.day', { date: day, count: formatNumber(language, count), rate })}</>;
}
