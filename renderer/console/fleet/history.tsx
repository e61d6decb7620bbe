import { useCallback, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetSettings, SettingVersion } from '../../../shared/console/fleet.ts';
import { asLanguage } from '../../text/text.ts';
import { Failed } from '../asked.tsx';
import { usePages } from '../use-pages.ts';
import { useConsole } from '../use-source.ts';
import { When } from '../when.tsx';
import { Wide } from '../wide.tsx';
import type { SettingWords } from './setting-words.ts';

interface Props {
  readonly venue: string | null;
  /** The first page is with them. */
  readonly settings: FleetSettings;
  readonly words: SettingWords;
  readonly onGoBack: (to: SettingVersion) => void;
}

/** What was set before, the newest first; going back sets it again, once somebody has seen what that does. */
export function History({ venue, settings, words, onGoBack }: Props): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { source } = useConsole();
  const ask = useCallback(
    async (before: number | null) => {
      const result = await source.ask('fleet:settings', { venue, before });
      return result.ok ? { ...result, value: { rows: result.value.versions, next: result.value.next } } : result;
    },
    [source, venue],
  );
  const { rows, isBusy, fault, more } = usePages(ask);
  const isInForce = ({ version }: SettingVersion): boolean => settings.newest.some((one) => one.version === version);
  return (
    <section className="panel" aria-labelledby="fleet-history">
      <h3 id="fleet-history">{t('fleet.settings.history')}</h3>
      {fault !== null && <Failed fault={fault} {...(more !== null && { onAgain: more })} />}
      {rows.length === 0 && !isBusy && fault === null && <p>{t('fleet.settings.noneYet')}</p>}
      {rows.length > 0 && (
        <Wide label={t('fleet.settings.history')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('fleet.settings.version')}</th>
                <th scope="col">{t('fleet.settings.when')}</th>
                <th scope="col">{t('fleet.settings.who')}</th>
                <th scope="col">{t('fleet.settings.scope')}</th>
                <th scope="col">{t('fleet.settings.what')}</th>
                <th scope="col">
                  <span className="unseen">{t('fleet.settings.goBack')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((one) => (
                <tr key={one.version} data-version={one.version}>
                  <th scope="row">{one.version}</th>
                  <When language={asLanguage(i18n.language)} epochMs={Date.parse(one.setAt)} />
                  <td>{one.setBy ?? t('fleet.settings.administrator')}</td>
                  <td>
                    {one.gate === null
                      ? t('fleet.settings.wholeVenue')
                      : t('fleet.settings.ofGate', { gate: one.gate })}
                  </td>
                  <td>{words.all(one.values)}</td>
                  <td>
                    {isInForce(one) ? (
                      t('fleet.settings.isInForce')
                    ) : (
                      <button
                        type="button"
                        className="button"
                        aria-label={t('fleet.settings.goBackTo', { version: one.version })}
                        onClick={() => {
                          onGoBack(one);
                        }}
                      >
                        {t('fleet.settings.goBack')}
                      </button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {isBusy && (
        <p className="loading" role="status">
          {t('shell.loading')}
        </p>
      )}
      {more !== null && fault === null && (
        <button type="button" className="button" onClick={more}>
          {t('fleet.settings.older')}
        </button>
      )}
    </section>
  );
}
