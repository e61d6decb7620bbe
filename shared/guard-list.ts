import { z } from 'zod';
import type { Guard, GuardRole } from './guard.ts';

/** More than stand at one gate in a month; each of them is a button. */
export const MAX_GUARDS = 60;

export const guardNumber = z.string().regex(/^[A-Z\d][A-Z\d-]{0,15}$/u, '1 to 16 of A-Z, 0-9 and -');
/** No control characters and no half ones: a database holds neither. */
export const guardName = z
  .string()
  .trim()
  .min(1)
  .max(16)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u);
export const guardRole = z.enum(['guard', 'supervisor'] as const satisfies readonly GuardRole[]);

/** A guard, and what proves them. */
export type KnownGuard = Guard & {
  /** Argon2id in the PHC string format; `null`: none was set, or it was taken back. The PIN itself is nowhere. */
  readonly pin: string | null;
};

export const knownGuard = z.object({
  number: guardNumber,
  name: guardName,
  role: guardRole,
  pin: z.string().startsWith('$argon2id$').max(256).nullable(),
});
