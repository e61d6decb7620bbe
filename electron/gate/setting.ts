import { z } from 'zod';
import { BAUD_RATES, type GateSetting } from '../../shared/device/device.ts';
import { portIdentitySchema } from '../port-identity.ts';

/** Shorter than this a relay may not have switched, and a board not have answered. */
const MIN_PULSE_MS = 200;
const MAX_PULSE_MS = 30_000;
const MAX_OPEN_MS = 60_000;
const DAY_SECONDS = 86_400;

const relay = z.object({
  driver: z.enum(['lc-relay', 'modbus-relay']),
  port: portIdentitySchema,
  baudRate: z.literal(BAUD_RATES),
  channel: z.int().min(1).max(255),
  unit: z.int().min(1).max(247),
  opensWhen: z.enum(['on', 'off']),
});

const hook = z.object({
  driver: z.literal('http'),
  url: z.string().max(2048).refine(isGateUrl, 'https://…, or http:// to a private address, without a password in it'),
  secretFile: z.string().min(1).max(1024).nullable(),
});

/** The gate, as it stands in the settings. */
export const gateSchema = z
  .object({
    board: z.discriminatedUnion('driver', [relay, hook]),
    lane: z.enum(['in', 'out']),
    pulseMs: z.int().min(MIN_PULSE_MS).max(MAX_PULSE_MS),
    openMs: z.int().min(MIN_PULSE_MS).max(MAX_OPEN_MS).nullable(),
    failsTo: z.enum(['closed', 'open']),
    antiPassbackSeconds: z.int().min(0).max(DAY_SECONDS),
  })
  .refine(({ pulseMs, openMs }) => openMs === null || openMs >= pulseMs, {
    path: ['openMs'],
    message: 'not shorter than the pulse',
  }) satisfies z.ZodType<GateSetting>;

/**
 * Whoever can say "open" on the venue's network opens the gate: without TLS only to an address of that network, given as
 * such, since a name may lead anywhere.
 */
function isGateUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username !== '' || password !== '' || hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isPrivate(hostname));
}

/** RFC 1918, RFC 3927, RFC 4193, RFC 4291 §2.5.6, and the machine itself. */
function isPrivate(hostname: string): boolean {
  if (hostname === 'localhost') return true;
  return (
    /^(?:127|10)\.\d+\.\d+\.\d+$|^192\.168\.\d+\.\d+$|^169\.254\.\d+\.\d+$/u.test(hostname) ||
    /^172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+$/u.test(hostname) ||
    /^\[(?:::1|f[cd][0-9a-f]{2}:.*|fe[89ab][0-9a-f]:.*)\]$/u.test(hostname)
  );
}
