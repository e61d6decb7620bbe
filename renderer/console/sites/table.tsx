import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownSite } from '../../../shared/console/sites.ts';
import { formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Icon } from '../../ui/shapes.tsx';
import { Wide } from '../wide.tsx';
import { hoursOf } from './hours.ts';

interface Props {
  readonly rows: readonly ShownSite[];
  /** Somebody has news of a site; `null`: nobody here has a say in it. */
  readonly onSay: ((site: ShownSite) => void) | null;
}

/** Sites of one page, by their ids. */
export function SitesTable({ rows, onSay }: Props): ReactElement {
  const { t } = useTranslation('console');
  return (
    <Wide label={t('sites.title')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('sites.name')}</th>
            <th scope="col">{t('sites.now')}</th>
            <th scope="col">{t('sites.busy')}</th>
            <th scope="col">{t('sites.hours')}</th>
            <th scope="col" className="number">
              {t('sites.desks')}
            </th>
            <th scope="col">{t('sites.tests')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.site.id} row={row} onSay={onSay} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Row({ row, onSay }: Pick<Props, 'onSay'> & { row: ShownSite }): ReactElement {
  const { site, stand, said } = row;
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const unknown = t('sites.unknown');
  return (
    <tr data-site={site.id} data-stand={stand}>
      <th scope="row">
        {site.name[language]}
        <small>{site.id}</small>
      </th>
      <td>
        <span className="health">
          <Icon name={stand === 'open' ? 'tick' : 'close'} />
          {t(site.isOpen ? `sites.stand.${stand}` : 'sites.untilNotice')}
        </span>
      </td>
      <td>
        {said === null ? unknown : <Said {...said} />}
        {onSay !== null && (
          <div>
            <button
              type="button"
              className="button"
              data-action="say"
              aria-label={t('sites.say.openFor', { name: site.name[language] })}
              onClick={() => {
                onSay(row);
              }}
            >
              {t('sites.say.open')}
            </button>
          </div>
        )}
      </td>
      <td>
        {hoursOf(site.hours, t, language).map((line) => (
          <div key={line}>{line}</div>
        ))}
      </td>
      <td className="number">{site.desks === undefined ? unknown : formatNumber(language, site.desks)}</td>
      <td>{site.tests?.map((test) => t(`sites.test.${test}`)).join(' · ') ?? unknown}</td>
    </tr>
  );
}

function Said({ state, waitMinutes, at }: NonNullable<ShownSite['said']>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const wait = waitMinutes === null ? [] : [t('sites.wait', { count: waitMinutes })];
  return (
    <>
      {[t(`sites.said.${state}`), ...wait].join(' · ')}
      <small>{t('sites.at', { when: formatMoment(asLanguage(i18n.language), at) })}</small>
    </>
  );
}
