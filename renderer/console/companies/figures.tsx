import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { figuresCsv, resumptionRate } from '../../../shared/company/figures-csv.ts';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import type { CompanyFigures } from '../../../shared/console/companies.ts';
import { formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed, Shown } from '../asked.tsx';
import { useReadAgain } from '../fleet/looking.ts';
import { useAsked } from '../use-asked.ts';
import { useConsole } from '../use-source.ts';
import { Wide } from '../wide.tsx';
import { AsOf } from './as-of.tsx';
import '../overview/overview.css';

const ASK = { venue: null };
const REFRESH_MS = 60_000;

/** How many have come back to work, as numbers, as a picture and as a table. */
export function FiguresView(): ReactElement {
  const asked = useAsked('companies:figures', ASK);
  useReadAgain(asked, REFRESH_MS);
  return (
    <Shown asked={asked}>
      {(figures) => (
        <>
          <AsOf atMs={figures.atMs} />
          <Tiles figures={figures} />
          <Levels figures={figures} />
          <Save figures={figures} />
        </>
      )}
    </Shown>
  );
}

interface Props {
  readonly figures: CompanyFigures;
}

const SAID = ['active', 'staff', 'vehicles'] as const;

function Tiles({ figures }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const number = (count: number): string => formatNumber(asLanguage(i18n.language), count);
  return (
    <dl className="tiles" data-figures>
      <div className="tile tile--large" data-figure="rate">
        <dt>{t('companies.figures.rate')}</dt>
        <dd className="tile__number">
          <Rate {...figures} />
        </dd>
      </div>
      {(['registered', 'active', 'staff', 'vehicles', 'applied', 'suspended'] as const).map((one) => (
        <div key={one} className="tile" data-figure={one}>
          <dt>{t(`companies.figures.${one}`)}</dt>
          <dd className="tile__number">{number(figures[one])}</dd>
          {SAID.filter((it) => it === one).map((it) => (
            <dd key={it} className="tile__says">
              {t(`companies.figures.${it}Says`)}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function Rate(of: Pick<CompanyFigures, 'active' | 'registered'>): ReactElement {
  const { t, i18n } = useTranslation('console');
  const rate = resumptionRate(of);
  return <>{rate === null ? t('companies.figures.none') : `${formatNumber(asLanguage(i18n.language), rate, 1)} %`}</>;
}

/** A row of each level: a bar for those registered, the part that is active filled, and the numbers beside it. */
function Levels({ figures: { levels } }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const number = (count: number): string => formatNumber(asLanguage(i18n.language), count);
  const most = Math.max(1, ...levels.map(({ registered }) => registered));
  return (
    <section className="panel">
      <h3>{t('companies.figures.byLevel')}</h3>
      <Wide label={t('companies.figures.chart')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('companies.level')}</th>
              <th scope="col" className="number">
                {t('companies.figures.registered')}
              </th>
              <th scope="col" className="number">
                {t('companies.figures.active')}
              </th>
              <th scope="col" className="number">
                {t('companies.figures.rate')}
              </th>
            </tr>
          </thead>
          <tbody>
            {levels.map(({ level, registered, active }) => (
              <tr key={level} data-level={level}>
                <th scope="row">
                  {t(`companies.levelSays.l${level}`)}
                  <svg className="companies__bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                    <rect className="companies__registered" width={(registered / most) * 100} height="4" />
                    <rect className="companies__active" width={(active / most) * 100} height="4" />
                  </svg>
                </th>
                <td className="number">{number(registered)}</td>
                <td className="number">{number(active)}</td>
                <td className="number">
                  <Rate registered={registered} active={active} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
}

function Save({ figures }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { source } = useConsole();
  const [saved, setSaved] = useState<string | null>(null);
  const [fault, setFault] = useState<ConsoleFault | null>(null);
  const save = async (): Promise<void> => {
    const day = new Date(figures.atMs).toISOString().slice(0, 10);
    const done = await source.save(`companies-${day}.csv`, figuresCsv(figures, asLanguage(i18n.language)));
    setSaved(done.ok ? done.value.name : null);
    setFault(done.ok ? null : done.fault);
  };
  return (
    <div className="report">
      <button type="button" className="button" data-action="figures-csv" onClick={() => void save()}>
        {t('companies.figures.save')}
      </button>
      {fault !== null && <Failed fault={fault} />}
      {saved !== null && (
        <p role="status" className="hint">
          {t('companies.figures.saved', { name: saved })}
        </p>
      )}
    </div>
  );
}
