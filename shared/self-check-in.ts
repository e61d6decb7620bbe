// What the page that a venue code opens asks of its hub, which parses by these.
import { z } from 'zod';
import { MAX_SCAN_LENGTH } from './scan.ts';
import { MAX_VENUE_CODE_ADDRESS } from './venue-code.ts';
import { VERDICTS } from './verdict.ts';
import { UUID } from './uuid.ts';

/** Shorter than any token can be: the signature alone is 86 characters. */
const MIN_TOKEN = 86;

/** Text in JSON without anything that would have to be escaped; what it says is not looked at. */
function base64url(min: number, max: number): z.ZodType<string> {
  return z
    .string()
    .regex(/^(?:[\w-]{4})*(?:[\w-]{2,3})?$/u)
    .min(min)
    .max(max);
}

const token = base64url(MIN_TOKEN, MAX_VENUE_CODE_ADDRESS);

/** UTF-8 of each character takes three bytes at most, and four characters of base64url are three bytes. */
const MAX_CODE = MAX_SCAN_LENGTH * 4;

export const gateAskSchema = z.object({ token });

export const gateAnswerSchema = z.object({ venue: z.string(), gate: z.string() });
export type GateAnswer = z.infer<typeof gateAnswerSchema>;

export const selfCheckInAskSchema = z.object({
  token,
  /** The text of a health code, its UTF-8 as base64url. */
  code: base64url(1, MAX_CODE),
  /** Made by the page once for each picture, so that asking again enters nobody twice. */
  ask: z.string().regex(UUID),
});

const inBoth = z.object({ 'zh-CN': z.string(), en: z.string() });

export const selfCheckInSchema = z.object({
  /** Id of the log's entry. */
  entry: z.string().regex(UUID),
  verdict: z.enum(VERDICTS),
  /** Worst first, in the words for visitors; `phone`: short enough to be said. */
  reasons: z.array(z.object({ code: z.string(), phone: z.string(), texts: inBoth })),
  maskedName: z.string().nullable(),
  venue: z.string(),
  gate: z.string(),
  /** When they were entered, by the hub's clock; milliseconds since 1970-01-01T00:00:00Z. */
  atMs: z.int(),
  /** The same of this answer: a phone's own clock may be wrong. */
  hubTimeMs: z.int(),
  /** Shown to the gate's kiosk as a QR code; `null`: only who is let in has one. */
  receipt: z.string().nullable(),
  /** The first moment at which nobody takes it, nor the page itself. */
  expiresAtMs: z.int(),
});
export type SelfCheckIn = z.infer<typeof selfCheckInSchema>;
