import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { KioskStatus } from '../../shared/contract.ts';
import { asLanguage } from '../text/text.ts';
import { Choice } from '../ui/sheet.tsx';
import { Step } from './step.tsx';
import type { SetUp } from './use-set-up.ts';

/** No district's code is empty. */
const NO_DISTRICT = '';

interface Props {
  readonly setUp: SetUp;
  readonly kiosk: KioskStatus;
  /** The gate is another: it was shown the wrong ticket. */
  readonly onElsewhere: () => void;
}

/** What the hub has enrolled it for, and what is judged there. */
export function VenueStep({ setUp, kiosk, onElsewhere }: Props): ReactElement {
  const { t, i18n } = useTranslation('setup');
  const { t: kioskText } = useTranslation();
  const { settings, sync } = kiosk;
  const language = asLanguage(i18n.language);
  const place = sync?.enrolledFor;
  return (
    <Step
      title={t('venue.title')}
      onBack={onElsewhere}
      backLabel={t('venue.elsewhere')}
      onNext={() => {
        setUp.note({ step: 'camera' });
      }}
    >
      {place !== undefined && (
        <dl className="set-up__facts">
          {(['venue', 'gate', 'hub'] as const).map((name) => (
            <div key={name} data-fact={name}>
              <dt>{t(`venue.${name}`)}</dt>
              <dd>{place[name]}</dd>
            </div>
          ))}
        </dl>
      )}
      {kiosk.venueTypes.length === 0 ? (
        <p role="status">{t('venue.noRules')}</p>
      ) : (
        <Choice
          label={kioskText('settings.venueType')}
          value={settings.venueType}
          options={kiosk.venueTypes.map(({ id, name }) => ({ value: id, label: name[language] }))}
          onChoose={(venueType) => {
            setUp.change({ venueType });
          }}
        />
      )}
      <Choice
        label={kioskText('settings.direction')}
        value={settings.direction}
        options={(['in', 'out'] as const).map((value) => ({ value, label: kioskText(`direction.${value}`) }))}
        onChoose={(direction) => {
          setUp.change({ direction });
        }}
      />
      {kiosk.districts.length > 0 && (
        <Choice
          label={kioskText('settings.district')}
          value={settings.district ?? NO_DISTRICT}
          options={[
            { value: NO_DISTRICT, label: kioskText('settings.noDistrict') },
            ...kiosk.districts.map(({ code, name }) => ({ value: code, label: name[language] })),
          ]}
          onChoose={(code) => {
            setUp.change({ district: code === NO_DISTRICT ? null : code });
          }}
        />
      )}
    </Step>
  );
}
