import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskHealth } from '../../../shared/console/overview.ts';
import { Icon } from '../../ui/shapes.tsx';
import { wantsSomebody, worstFirst } from './problem.ts';
import { Sentence } from './sentence.tsx';

/** The others are on a page of their own. */
const SHOWN = 3;

/** How the venue's kiosks are, on the page that is looked at first. */
export function KiosksInShort({ kiosks }: { kiosks: readonly KioskHealth[] }): ReactElement {
  const { t } = useTranslation('console');
  const inService = kiosks.filter(({ isRevoked }) => !isRevoked);
  const wrong = worstFirst(inService.filter(wantsSomebody));
  return (
    <section className="panel panel--wide" aria-labelledby="overview-kiosks">
      <h3 id="overview-kiosks">{t('overview.kiosks.title')}</h3>
      {inService.length === 0 && <p>{t('overview.kiosks.none')}</p>}
      {inService.length > 0 && wrong.length === 0 && (
        <p className="health health--good">
          <Icon name="tick" />
          {t('overview.kiosks.well', { count: inService.length })}
        </p>
      )}
      {wrong.length > 0 && (
        <>
          <p className="health health--bad">
            <Icon name="warning" />
            {t('overview.kiosks.wrong', { count: wrong.length, all: inService.length })}
          </p>
          <ul className="lines">
            {wrong.slice(0, SHOWN).map((kiosk) => (
              <li key={kiosk.kiosk}>
                <strong>{kiosk.gate}</strong> <Sentence kiosk={kiosk} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
