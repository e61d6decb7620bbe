import { z } from 'zod';
import { BAUD_RATES, type DeviceSetting } from '../shared/device/device.ts';
import { portIdentitySchema } from './port-identity.ts';

/** As many readers as one kiosk listens to at a time. */
const MAX_DEVICES = 8;

const deviceSchema = z.object({
  /** In states, log lines and heartbeats. */
  id: z.string().regex(/^[a-z\d](?:[a-z\d-]{0,30}[a-z\d])?$/u),
  role: z.enum(['scanner', 'id-card', 'thermometer']),
  port: portIdentitySchema,
  baudRate: z.literal(BAUD_RATES).nullable(),
  lane: z.enum(['in', 'out']),
  driver: z.enum(['ascii', 'modbus']).nullable(),
}) satisfies z.ZodType<DeviceSetting>;

/** Each with an id of its own. */
export const devicesSchema = z
  .array(deviceSchema)
  .max(MAX_DEVICES)
  .refine((devices) => new Set(devices.map(({ id }) => id)).size === devices.length, 'an id is there twice');

/** A name for one more device: `scanner-1`, or the next that is free. */
export function freeDeviceId(role: DeviceSetting['role'], now: readonly DeviceSetting[]): string {
  const taken = new Set(now.map(({ id }) => id));
  const names = Array.from({ length: now.length + 1 }, (_, i) => `${role}-${i + 1}`);
  return names.find((name) => !taken.has(name)) ?? role;
}
