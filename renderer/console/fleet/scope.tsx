import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { FleetSettings, SettingVersion } from '../../../shared/console/fleet.ts';
import { formatMoment } from '../../text/format.ts';
import { asLanguage } from '../../text/text.ts';
import { Field } from '../field.tsx';

interface Props {
  readonly settings: Pick<FleetSettings, 'gates' | 'newest'>;
  /** `null`: the whole venue. */
  readonly gate: string | null;
  readonly onGate: (gate: string | null) => void;
}

/** For whom something is set: the venue, or one of its gates. */
export function ScopeField({ settings: { gates, newest }, gate, onGate }: Props): ReactElement {
  const { t } = useTranslation('console');
  return (
    <Field label={t('fleet.settings.scope')} says={t('fleet.settings.overVenue')}>
      <select
        name="fleet-scope"
        value={gate ?? ''}
        onChange={({ target }) => {
          onGate(target.value === '' ? null : target.value);
        }}
      >
        <option value="">{t('fleet.settings.wholeVenue')}</option>
        {gates.map((one) => (
          <option key={one} value={one}>
            {t('fleet.settings.ofGate', { gate: one })}
            {newest.some((it) => it.gate === one) && t('fleet.settings.hasOwn')}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Who has set what is set for it. */
export function InForce({ setting }: { setting: SettingVersion | undefined }): ReactElement {
  const { t, i18n } = useTranslation('console');
  if (setting === undefined) return <p>{t('fleet.settings.noneInForce')}</p>;
  const { version, setAt, setBy } = setting;
  const when = formatMoment(asLanguage(i18n.language), setAt);
  return <p>{t('fleet.settings.inForce', { version, when, who: setBy ?? t('fleet.settings.administrator') })}</p>;
}
