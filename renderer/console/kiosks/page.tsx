import { useMemo, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskHealth } from '../../../shared/console/overview.ts';
import { formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Shown } from '../asked.tsx';
import { dayOf } from '../overview/day.ts';
import { useAge } from '../use-age.ts';
import { useAsked } from '../use-asked.ts';
import { Wide } from '../wide.tsx';
import { worstFirst } from './problem.ts';
import { Sentence } from './sentence.tsx';
import '../pages.css';

/** Every kiosk of the venue, the one that wants somebody most first. */
export function KiosksPage(): ReactElement {
  const { t } = useTranslation('console');
  return (
    <section className="page" aria-labelledby="kiosks-title">
      <header className="page__head">
        <h2 id="kiosks-title">{t('kiosks.title')}</h2>
      </header>
      <Kiosks />
    </section>
  );
}

function Kiosks(): ReactElement {
  const { t } = useTranslation('console');
  const [dayMs] = useState(() => dayOf(Date.now()));
  const asked = useAsked(
    'overview',
    useMemo(() => ({ dayMs, gate: null }), [dayMs]),
  );
  return (
    <Shown asked={asked}>
      {({ kiosks }) =>
        kiosks === null || kiosks.length === 0 ? (
          <p className="state">{t('kiosks.none')}</p>
        ) : (
          <Wide label={t('kiosks.title')}>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('kiosks.gate')}</th>
                  <th scope="col">{t('kiosks.state')}</th>
                  <th scope="col">{t('kiosks.heard')}</th>
                  <th scope="col" className="number">
                    {t('kiosks.unsent')}
                  </th>
                  <th scope="col">{t('kiosks.rules')}</th>
                </tr>
              </thead>
              <tbody>
                {worstFirst(kiosks).map((kiosk) => (
                  <Row key={kiosk.kiosk} kiosk={kiosk} />
                ))}
              </tbody>
            </table>
          </Wide>
        )
      }
    </Shown>
  );
}

function Row({ kiosk }: { kiosk: KioskHealth }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const language = asLanguage(i18n.language);
  const { gate, heardAt, unsent } = kiosk;
  return (
    <tr>
      <th scope="row">{gate}</th>
      <td>
        <Sentence kiosk={kiosk} />
      </td>
      <td>{heardAt === null ? t('kiosks.never') : formatMoment(language, heardAt)}</td>
      <td className="number">{unsent === null ? t('kiosks.unknown') : formatNumber(language, unsent)}</td>
      <td>
        <Rules kiosk={kiosk} />
      </td>
    </tr>
  );
}

/** What it judges by; of one that is silent, what it did. */
function Rules({ kiosk }: { kiosk: KioskHealth }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { heardAt, policyVersion: version, policyAgeSeconds, problems } = kiosk;
  const age = useAge(policyAgeSeconds ?? 0);
  if (version === null || heardAt === null) return <>{t('kiosks.unknown')}</>;
  if (policyAgeSeconds !== null) return <>{t('kiosks.rulesVersion', { version, age })}</>;
  const when = formatMoment(asLanguage(i18n.language), heardAt);
  return <>{problems.includes('silent') ? t('kiosks.rulesUnknownSince', { version, when }) : t('kiosks.unknown')}</>;
}
