import { useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingPreview } from '../../../shared/console/fleet.ts';
import type { RemoteSettings } from '../../../shared/wire.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Shown } from '../asked.tsx';
import { useAsked } from '../use-asked.ts';
import { Wide } from '../wide.tsx';
import { useReadAgain } from './looking.ts';
import type { SettingWords } from './setting-words.ts';

/** Kiosks say how they are every 5 s. */
const REFRESH_MS = 5000;

interface Props {
  readonly venue: string | null;
  readonly gate: string | null;
  readonly values: RemoteSettings;
  /** Whether that is what is set now. */
  readonly isSaved: boolean;
  readonly words: SettingWords;
}

/** At which kiosks what becomes what, and who has said that they have what is set now. */
export function Outlook({ venue, gate, values, isSaved, words }: Props): ReactElement {
  const asked = useAsked(
    'fleet:settings-preview',
    useMemo(() => ({ venue, gate, values }), [venue, gate, values]),
  );
  useReadAgain(asked, REFRESH_MS);
  return <Shown asked={asked}>{(preview) => <Found {...{ preview, isSaved, words }} />}</Shown>;
}

interface FoundProps {
  readonly preview: SettingPreview;
  readonly isSaved: boolean;
  readonly words: SettingWords;
}

function Found({ preview, isSaved, words }: FoundProps): ReactElement {
  const { t } = useTranslation('console');
  const { count, changing, taken, kiosks } = preview;
  const isSet = kiosks.some(({ isTaken }) => isTaken !== null);
  return (
    <>
      <p data-changing={changing} data-taken={taken}>
        {t('fleet.settings.count', { count })}{' '}
        {!isSaved &&
          (changing === 0 ? t('fleet.settings.changingNone') : t('fleet.settings.changing', { count: changing }))}{' '}
        {isSet && t('fleet.settings.taken', { count: taken })}
      </p>
      {kiosks.length > 0 && (
        <Wide label={t('fleet.settings.change')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('fleet.gate')}</th>
                {!isSaved && <th scope="col">{t('fleet.settings.change')}</th>}
                <th scope="col">{t('fleet.settings.has')}</th>
                <th scope="col">{t('fleet.column.heard')}</th>
              </tr>
            </thead>
            <tbody>
              {kiosks.map((kiosk) => (
                <Row key={kiosk.kiosk} {...{ kiosk, isSaved, words }} />
              ))}
            </tbody>
          </table>
        </Wide>
      )}
      {kiosks.length < count && <p className="hint">{t('fleet.settings.listed', { count: kiosks.length })}</p>}
    </>
  );
}

interface RowProps {
  readonly kiosk: SettingPreview['kiosks'][number];
  readonly isSaved: boolean;
  readonly words: SettingWords;
}

function Row({ kiosk, isSaved, words }: RowProps): ReactElement {
  const { t, i18n } = useTranslation('console');
  const { gate, before, after, changes, isTaken, heardAt } = kiosk;
  return (
    <tr data-kiosk={kiosk.kiosk} data-taken={isTaken}>
      <th scope="row">{gate}</th>
      {!isSaved && (
        <td>
          {changes.length === 0 && t('fleet.settings.same')}
          {changes.map((name) => (
            <span key={name} className="fleet__becomes" data-changes={name}>
              {t('fleet.settings.becomes', {
                name: t(`fleet.settings.name.${name}`),
                before: words.of(name, before),
                after: words.of(name, after),
              })}
            </span>
          ))}
        </td>
      )}
      <td>
        {isTaken === null
          ? t('fleet.settings.nothingSet')
          : t(isTaken ? 'fleet.settings.isTaken' : 'fleet.settings.notTaken')}
      </td>
      <td>{heardAt === null ? t('kiosks.never') : formatMoment(asLanguage(i18n.language), heardAt)}</td>
    </tr>
  );
}
