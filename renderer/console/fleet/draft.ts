import type { CheckInWay } from '../../../shared/venue-code.ts';
import type { RemoteSettings } from '../../../shared/wire.ts';

/** What stands in the form: texts as they are typed, empty where nothing is set. */
export interface Draft {
  readonly venueType: string;
  readonly direction: '' | 'in' | 'out';
  readonly checkIn: '' | CheckInWay;
  readonly language: '' | 'zh-CN' | 'en';
  /** `none`: it is set that there is none. */
  readonly districtIs: '' | 'none' | 'set';
  readonly district: string;
  readonly placeIs: '' | 'none' | 'set';
  readonly latitude: string;
  readonly longitude: string;
}

/** What stands in the form when somebody begins with these. */
export function draftOf({ venueType, direction, checkIn, language, district, place }: RemoteSettings): Draft {
  return {
    venueType: venueType ?? '',
    direction: direction ?? '',
    checkIn: checkIn ?? '',
    language: language ?? '',
    districtIs: isOf(district),
    district: district ?? '',
    placeIs: isOf(place),
    latitude: place?.latitude.toString() ?? '',
    longitude: place?.longitude.toString() ?? '',
  };
}

function isOf(value: unknown): '' | 'none' | 'set' {
  if (value === undefined) return '';
  return value === null ? 'none' : 'set';
}

/** What is asked for. The form's own rules have been kept: what is to be there is. */
export function valuesOf(draft: Draft): RemoteSettings {
  const { venueType, direction, checkIn, language, districtIs, placeIs } = draft;
  const place = { latitude: Number(draft.latitude), longitude: Number(draft.longitude) };
  return {
    ...(venueType === '' ? {} : { venueType: venueType.trim() }),
    ...(direction === '' ? {} : { direction }),
    ...(checkIn === '' ? {} : { checkIn }),
    ...(districtIs === '' ? {} : { district: districtIs === 'none' ? null : draft.district.trim() }),
    ...(placeIs === '' ? {} : { place: placeIs === 'none' ? null : place }),
    ...(language === '' ? {} : { language }),
  };
}
