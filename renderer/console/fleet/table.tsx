import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetKiosk } from '../../../shared/console/fleet.ts';
import { formatMoment, formatNumber } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { useAge } from '../use-age.ts';
import { useConsole } from '../use-source.ts';
import { Wide } from '../wide.tsx';
import { StateMark, WhatIsWrong } from './state.tsx';

interface Props {
  readonly kiosks: readonly FleetKiosk[];
  readonly onRevoke: (kiosk: FleetKiosk) => void;
}

/** Kiosks of one page, in the order that they came in. */
export function FleetTable({ kiosks, onRevoke }: Props): ReactElement {
  const { t } = useTranslation('console');
  return (
    <Wide label={t('fleet.title')}>
      <table className="table fleet__kiosks">
        <thead>
          <tr>
            <th scope="col">{t('fleet.gate')}</th>
            <th scope="col">{t('fleet.column.state')}</th>
            <th scope="col">{t('fleet.column.heard')}</th>
            <th scope="col" className="number">
              {t('fleet.column.unsent')}
            </th>
            <th scope="col">{t('fleet.column.rules')}</th>
            <th scope="col">{t('fleet.column.version')}</th>
            <th scope="col">{t('fleet.column.settings')}</th>
            <th scope="col">
              <span className="unseen">{t('fleet.revoke.open')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {kiosks.map((kiosk) => (
            <Row key={kiosk.kiosk} kiosk={kiosk} onRevoke={onRevoke} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Row({ kiosk, onRevoke }: { kiosk: FleetKiosk; onRevoke: Props['onRevoke'] }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { me } = useConsole();
  const language = asLanguage(i18n.language);
  const { state, venue, gate, heardAt, unsent, appVersion, guards, keysAtRest, revokedAt } = kiosk;
  const unknown = t('kiosks.unknown');
  return (
    <tr data-kiosk={kiosk.kiosk} data-state={state} className={revokedAt === null ? undefined : 'table__past'}>
      <th scope="row">
        {gate}
        {me.venue === null && <small>{venue}</small>}
      </th>
      <td className="fleet__state">
        <StateMark state={state} />
        <WhatIsWrong kiosk={kiosk} />
      </td>
      <td>{heardAt === null ? t('kiosks.never') : formatMoment(language, heardAt)}</td>
      <td className="number">{unsent === null ? unknown : formatNumber(language, unsent)}</td>
      <td>
        <Rules kiosk={kiosk} />
      </td>
      <td>
        {appVersion ?? unknown}
        <small>{t(`fleet.keys.${keysAtRest ?? 'unknown'}`)}</small>
      </td>
      <td>
        <Settings settings={kiosk.settings} />
        <small>{t(`fleet.guards.${guards}`)}</small>
      </td>
      <td>
        {revokedAt === null && (
          <button
            type="button"
            className="button"
            data-action="revoke"
            aria-label={`${t('fleet.revoke.open')} ${gate}`}
            onClick={() => {
              onRevoke(kiosk);
            }}
          >
            {t('fleet.revoke.open')}
          </button>
        )}
      </td>
    </tr>
  );
}

/** What it judges by; of one that is silent, what it did. */
function Rules({ kiosk: { policyVersion, policyAgeSeconds, heardAt, problems } }: { kiosk: FleetKiosk }): ReactElement {
  const { t, i18n } = useTranslation('console');
  const age = useAge(policyAgeSeconds ?? 0);
  if (policyVersion === null || heardAt === null) return <>{t('kiosks.unknown')}</>;
  if (policyAgeSeconds !== null) return <>{t('kiosks.rulesVersion', { version: policyVersion, age })}</>;
  const when = formatMoment(asLanguage(i18n.language), heardAt);
  const isSilent = problems.includes('silent');
  return <>{isSilent ? t('kiosks.rulesUnknownSince', { version: policyVersion, when }) : t('kiosks.unknown')}</>;
}

/** In force, and what is wanted where that is another. */
function Settings({ settings: { inForce, wanted } }: Pick<FleetKiosk, 'settings'>): ReactElement {
  const { t } = useTranslation('console');
  if (wanted === null) return <>{t('fleet.settingsNone')}</>;
  if (inForce === null || inForce === 0) return <>{t('fleet.settingsOwn', { wanted })}</>;
  if (inForce >= wanted) return <>{t('fleet.settingsTaken', { version: inForce })}</>;
  return <>{t('fleet.settingsBehind', { inForce, wanted })}</>;
}
