import { z } from 'zod';
import type { PortIdentity } from '../shared/device/device.ts';

/** Of a vendor or product. */
const usbNumber = z
  .string()
  .regex(/^[\da-f]{4}$/u)
  .nullable();

/** A port, as settings keep it. */
export const portIdentitySchema = z.object({
  path: z.string().min(1).max(4096),
  vendorId: usbNumber,
  productId: usbNumber,
  serialNumber: z.string().max(256).nullable(),
  /** Settings of earlier releases have none. */
  usbPort: z.string().max(256).nullable().default(null),
}) satisfies z.ZodType<PortIdentity>;
