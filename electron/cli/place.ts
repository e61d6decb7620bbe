import { placeSchema } from '../../shared/wire.ts';
import { UsageError } from './command.ts';
import { settingCommand } from './setting-command.ts';

const HELP = `sentinel place set|off|show --profile DIR [--demo]

Where a kiosk stands, so that a visitor who lacks a test is shown the sampling sites near it.

  set --latitude DEGREES --longitude DEGREES     by WGS 84, 31.23 and 121.47; a place south or west: --latitude=-33.87

Out: the place as the settings have it then, or null. Exit code 2 with {"fault"} for kiosk-running (but for show) and
settings-damaged.
`;

export const place = settingCommand({
  help: HELP,
  name: 'place',
  options: ['latitude', 'longitude'],
  parse: parsePlace,
  unset: null,
});

function parsePlace({ latitude, longitude }: { latitude?: string | undefined; longitude?: string | undefined }): {
  latitude: number;
  longitude: number;
} {
  const parsed = placeSchema.safeParse({ latitude: degrees(latitude), longitude: degrees(longitude) });
  if (!parsed.success) throw new UsageError('--latitude is from -90 to 90 and --longitude from -180 to 180 degrees');
  return parsed.data;
}

/** An empty text would be 0 degrees. */
function degrees(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}
