import { z } from 'zod';
import { BAUD_RATES } from '../../shared/device/device.ts';

/** Longer than any ticket: what is longer is none. */
const MAX_TEXT_LENGTH = 4096;

export const ticketAsk = z.object({ text: z.string().max(MAX_TEXT_LENGTH) });

/** Longer than any address, and any code. */
const MAX_TYPED_LENGTH = 512;

export const typedAsk = z.object({ hub: z.string().max(MAX_TYPED_LENGTH), code: z.string().max(MAX_TYPED_LENGTH) });

export const readerAsk = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('added'),
    path: z.string().min(1).max(256),
    role: z.enum(['scanner', 'id-card', 'thermometer']),
    baudRate: z.literal(BAUD_RATES).nullable(),
    driver: z.enum(['ascii', 'modbus']).nullable(),
    lane: z.enum(['in', 'out']),
  }),
  z.object({ is: z.literal('removed'), id: z.string().max(32) }),
]);
