import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { FleetSettings, RemoteSetting } from '../../../shared/console/fleet.ts';
import type { RemoteSettings } from '../../../shared/wire.ts';
import type { Language } from '../../../shared/verdict.ts';
import { asLanguage } from '../../text/text.ts';

/** In the order of the form. */
const SETTINGS = [
  'venueType',
  'direction',
  'checkIn',
  'district',
  'place',
  'language',
] as const satisfies readonly RemoteSetting[];

export interface SettingWords {
  /** Of one setting; what is not set is as it is at the kiosk. */
  readonly of: (name: RemoteSetting, values: RemoteSettings) => string;
  /** Of all that is set. */
  readonly all: (values: RemoteSettings) => string;
}

/** Settings as they are said. */
export function useSettingWords(venueTypes: FleetSettings['venueTypes']): SettingWords {
  const { t, i18n } = useTranslation('console');
  return settingWords(t, asLanguage(i18n.language), venueTypes);
}

export function settingWords(
  t: TFunction<'console'>,
  language: Language,
  venueTypes: FleetSettings['venueTypes'],
): SettingWords {
  const of: SettingWords['of'] = (name, values) => {
    if (values[name] === undefined) return t('fleet.settings.ownOne');
    const { venueType, direction, checkIn, district, place, language: spoken } = values;
    switch (name) {
      case 'venueType':
        return venueTypes.find(({ id }) => id === venueType)?.name[language] ?? venueType ?? '';
      case 'direction':
        return direction === undefined ? '' : t(`fleet.settings.direction.${direction}`);
      case 'checkIn':
        return checkIn === undefined ? '' : t(`fleet.settings.checkIn.${checkIn}`);
      case 'district':
        return district ?? t('fleet.settings.districtNone');
      case 'place':
        return place === null || place === undefined
          ? t('fleet.settings.placeNone')
          : `${place.latitude}, ${place.longitude}`;
      case 'language':
        return spoken === undefined ? '' : t(`fleet.settings.language.${spoken}`);
    }
  };
  const joint = language === 'en' ? '; ' : '；';
  const all: SettingWords['all'] = (values) =>
    SETTINGS.filter((name) => values[name] !== undefined)
      .map((name) => t('fleet.settings.is', { name: t(`fleet.settings.name.${name}`), value: of(name, values) }))
      .join(joint) || t('fleet.settings.empty');
  return { of, all };
}
