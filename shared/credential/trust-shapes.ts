import { z } from 'zod';
import { parseDateTime } from '../time.ts';
import { BASE64URL, decodeRadix } from './radix.ts';

/** In both languages, as the guard reads it. */
const name = z.object({ 'zh-CN': z.string().min(1).max(64), en: z.string().min(1).max(64) });
const dateTime = z.string().refine((text) => parseDateTime(text).ok, 'not an RFC 3339 time with its zone');
/** A 32-byte number, base64url without spare bits set: one key is written in one way only. */
export const number32 = z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/u);
/**
 * Only what base64 in either alphabet, line breaks, padding and the armour of RFC 7468 are made of: whether it is any is
 * told by decoding it. One class, so that no text makes the expression try twice.
 */
export const base64 = z.string().regex(/^[\w+/=\s-]*$/u);

/** A P-256 public key, whatever else it carries (RFC 7517, RFC 7518 §6.2). */
export const p256Jwk = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: number32, y: number32 });

/** What any entry of a trust list may say besides its format and its key. */
export const common = {
  name: name.optional(),
  /** First second at which the key may sign. */
  validFrom: dateTime.optional(),
  /** Last second, included. */
  validTo: dateTime.optional(),
};

/** What entries of all formats have in common. */
export interface TrustFrame {
  /** The format's id. */
  readonly format: string;
  readonly name?: z.infer<typeof name> | undefined;
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
}

/** @returns `undefined` for what is no base64, and for `undefined` */
export function fromBase64(text: string | undefined): Uint8Array | undefined {
  const plain = text
    ?.replace(/-----[A-Z ]{1,40}-----/gu, '')
    .replace(/[\s=]/gu, '')
    .replace(/\+/gu, '-')
    .replace(/\//gu, '_');
  const decoded = plain === undefined ? undefined : decodeRadix(plain, BASE64URL);
  return decoded?.ok === true ? decoded.value : undefined;
}
