import { z } from 'zod';
import { kept } from './kept-text.ts';
import { GUARD_NUMBER, type Guard, type GuardRole } from './guard.ts';

/** More than stand at one gate in a month; each of them is a button. */
export const MAX_GUARDS = 60;

export const guardNumber = z.string().regex(GUARD_NUMBER, '1 to 16 of A-Z, 0-9 and -');
/** As somebody is put on a list: letters and digits of any language, spaces, and what stands between names. */
export const guardName = kept(
  z
    .string()
    .trim()
    .min(1)
    .max(16)
    .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .·'’()（）_-]*$/u, "letters, digits, spaces and . · ' - _ ( )"),
);
/** The same of a number. */
export const newGuardNumber = kept(guardNumber);
export const guardRole = z.enum(['guard', 'supervisor'] as const satisfies readonly GuardRole[]);

/** A guard, and what proves them. */
export type KnownGuard = Guard & {
  /** Argon2id in the PHC string format; `null`: none was set, or it was taken back. The PIN itself is nowhere. */
  readonly pin: string | null;
};

export const knownGuard = z.object({
  number: guardNumber,
  // Not stricter than any release was that has put somebody on a list: one odd name would cost all of them.
  name: z.string().min(1).max(16),
  role: guardRole,
  pin: z.string().startsWith('$argon2id$').max(256).nullable(),
});
