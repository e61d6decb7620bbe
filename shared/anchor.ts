import { z } from 'zod';
import type { ChainHead } from './statement.ts';
import { UUID } from './uuid.ts';

/** Where a chain stood when an entry was written that says so: of this chain, or of one that this one follows. */
export interface Anchor extends ChainHead {
  /** Thumbprint (RFC 7638) of the kiosk's key, base64url; `null`, with `signature`: the kiosk had none, or could not sign. */
  readonly keyId: string | null;
  /** 64 bytes, Ed25519 over `headStatement` (shared/statement.ts). */
  readonly signature: Uint8Array | null;
}

const bytes = (length: number) => z.instanceof(Uint8Array).refine((it) => it.length === length);

/** The anchor's items as `docs/journal.md` orders them. */
export const anchorSchema = z
  .tuple([
    z.string().regex(UUID),
    z.int().nonnegative(),
    bytes(32),
    z
      .string()
      .regex(/^[\w-]{43}$/u)
      .nullable(),
    bytes(64).nullable(),
  ])
  .refine(([, , , keyId, signature]) => (keyId === null) === (signature === null))
  .transform(([chain, sequence, hash, keyId, signature]): Anchor => ({ chain, sequence, hash, keyId, signature }));

/** What {@link anchorSchema} reads. */
export function anchorItems({ chain, sequence, hash, keyId, signature }: Anchor): unknown[] {
  return [chain, sequence, hash, keyId, signature];
}
