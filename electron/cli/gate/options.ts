import type { ParseArgsConfig } from 'node:util';
import type { GateSetting } from '../../../shared/device/device.ts';
import { gateSchema } from '../../gate/setting.ts';
import { identityAt } from '../../readers/ports.ts';
import { UsageError } from '../command.ts';

/** What `sentinel gate set` takes. */
export const OPTIONS = {
  driver: { type: 'string' },
  port: { type: 'string' },
  baud: { type: 'string', default: '9600' },
  channel: { type: 'string', default: '1' },
  unit: { type: 'string', default: '1' },
  'opens-when': { type: 'string', default: 'on' },
  url: { type: 'string' },
  'secret-file': { type: 'string' },
  lane: { type: 'string', default: 'in' },
  pulse: { type: 'string', default: '500' },
  open: { type: 'string' },
  fails: { type: 'string' },
  'anti-passback': { type: 'string', default: '0' },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

type Values = { readonly [K in keyof typeof OPTIONS]?: string };

/** The option that each place of a setting comes from. */
const OPTION_OF: Readonly<Record<string, keyof typeof OPTIONS>> = {
  driver: 'driver',
  port: 'port',
  baudRate: 'baud',
  channel: 'channel',
  unit: 'unit',
  opensWhen: 'opens-when',
  url: 'url',
  secretFile: 'secret-file',
  lane: 'lane',
  pulseMs: 'pulse',
  openMs: 'open',
  failsTo: 'fails',
  antiPassbackSeconds: 'anti-passback',
};

/** @throws UsageError that names the option */
export async function settingOf(values: Values): Promise<GateSetting> {
  const parsed = gateSchema.safeParse({
    board: values.driver === 'http' ? hookOf(values) : await relayOf(values),
    lane: values.lane,
    pulseMs: Number(values.pulse),
    openMs: values.open === undefined ? null : Number(values.open),
    failsTo: values.fails,
    antiPassbackSeconds: Number(values['anti-passback']),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.find((one) => typeof one === 'string' && Object.hasOwn(OPTION_OF, one));
  throw new UsageError(`--${OPTION_OF[String(place)] ?? 'driver'}: ${issue?.message ?? 'not taken'}`);
}

function hookOf(values: Values): object {
  if (values.port !== undefined) throw new UsageError('--port is of a relay board');
  return { driver: 'http', url: values.url, secretFile: values['secret-file'] ?? null };
}

async function relayOf(values: Values): Promise<object> {
  if (values.url !== undefined || values['secret-file'] !== undefined) {
    throw new UsageError('--url and --secret-file are of --driver http');
  }
  if (values.port === undefined) throw new UsageError('--port is required');
  return {
    driver: values.driver,
    port: await identityAt(values.port),
    baudRate: Number(values.baud),
    channel: Number(values.channel),
    unit: Number(values.unit),
    opensWhen: values['opens-when'],
  };
}
