import { z } from 'zod';
import { guardNumber } from '../../shared/guard-list.ts';
import { ABNORMAL_STEPS, MANUAL_REASONS, MAX_PIN_DIGITS, OVERRULE_REASONS } from '../../shared/guard.ts';

/** A guard says who they are. */
export const proofAsk = z.object({ guard: guardNumber, pin: z.string().max(MAX_PIN_DIGITS) });

/** What a supervisor was told that is owed when they take the kiosk out of service. */
export const endAsk = proofAsk.extend({ owed: z.int().nonnegative() });

const verdict = z.enum(['admit', 'refuse']);
/** More than come to a gate in the minute in which they are asked about. */
const MAX_OTHERS = 100;

/** Without an entry that it is about there is nothing to overrule, and with one nobody who has shown no code. */
export const byHandAsk = z.union([
  proofAsk.extend({
    about: z.null(),
    reason: z.enum(MANUAL_REASONS),
    verdict,
    otherThan: z.array(z.uuid()).max(MAX_OTHERS),
  }),
  proofAsk.extend({ about: z.uuid(), reason: z.enum(OVERRULE_REASONS), verdict, otherThan: z.array(z.never()) }),
]);

/** Something was done, and nothing twice. */
export const abnormalAsk = z.object({
  about: z.uuid(),
  done: z
    .array(z.enum(ABNORMAL_STEPS))
    .min(1)
    .refine((done) => new Set(done).size === done.length),
});
