import { z } from 'zod';

const name = z.object({ 'zh-CN': z.string().min(1).max(64), en: z.string().min(1).max(64) });

/** Who may sign our own health codes: an Ed25519 key (RFC 8037), bound to one issuer where `issuer` is given. */
const healthCodeTrust = z.strictObject({
  format: z.literal('health-code'),
  /** GB/T 2260 area code; absent: the key may sign for any issuer. */
  issuer: z.string().min(1).max(32).optional(),
  jwk: z.object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    /** 32 bytes, base64url without spare bits set: one key is written in one way only. */
    x: z.string().regex(/^[\w-]{42}[AEIMQUYcgkosw048]$/u),
  }),
  name: name.optional(),
});

/** An entry of the trust list; each signed format adds its own shape. */
export const trustEntrySchema = z.discriminatedUnion('format', [healthCodeTrust]);

export type TrustEntry = z.infer<typeof trustEntrySchema>;
