import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stand } from '../../shared/company/calls.ts';
import { formatDay, formatNumber } from '../text/format.ts';
import { asLanguage } from '../text/text.ts';
import { Icon } from '../ui/shapes.tsx';
import { Passes } from './passes.tsx';
import type { CompanySource, Trouble } from './source.ts';
import { Troubled } from './trouble.tsx';
import { Upload } from './upload.tsx';

interface Props {
  readonly source: CompanySource;
  readonly token: string;
  readonly save: (name: string, file: Blob) => void;
}

/** How a company stands, its lists and its passes. */
export function Home({ source, token, save }: Props): ReactElement {
  const { t } = useTranslation('console');
  const [stand, setStand] = useState<Stand | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const look = useCallback(() => {
    void source.stand(token).then((answered) => {
      if (answered.ok) setStand(answered.value);
      setTrouble(answered.ok ? null : answered.fault);
    });
  }, [source, token]);
  useEffect(look, [look]);
  return (
    <>
      {trouble !== null && <Troubled trouble={trouble} />}
      {stand === null && trouble === null && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {stand !== null && (
        <>
          <HowItStands stand={stand} onAgain={look} />
          {stand.company.status !== 'refused' && <Upload source={source} token={token} save={save} onTaken={look} />}
          <Passes source={source} token={token} stand={stand} save={save} onStale={look} />
        </>
      )}
    </>
  );
}

function HowItStands({ stand: { company }, onAgain }: { stand: Stand; onAgain: () => void }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { status, level, validFrom, validUntil, because, holders } = company;
  const number = (count: number): string => formatNumber(language, count);
  return (
    <section className="panel" aria-labelledby="company-stand" data-status={status}>
      <h2 id="company-stand">
        {company.name} · {company.venue}
      </h2>
      <p className={status === 'approved' ? 'health health--good' : 'health'}>
        <Icon name={status === 'approved' ? 'tick' : status === 'applied' ? 'warning' : 'close'} />
        <strong>{t(`company.stand.${status}`)}</strong>
      </p>
      {because !== null && <p>{t('company.stand.because', { because })}</p>}
      {level !== null && <p>{t('company.stand.level', { level })}</p>}
      {validFrom !== null && validUntil !== null && (
        <p>
          {t('company.stand.term', {
            from: formatDay(language, validFrom),
            // The day before the first moment at which it is over.
            until: formatDay(language, Date.parse(validUntil) - 1),
          })}
        </p>
      )}
      <p data-holders={`${holders.staff} ${holders.vehicles}`}>
        {t('company.stand.holders', { staff: number(holders.staff), vehicles: number(holders.vehicles) })}
      </p>
      <button type="button" className="button" data-action="again" onClick={onAgain}>
        {t('company.stand.again')}
      </button>
    </section>
  );
}
