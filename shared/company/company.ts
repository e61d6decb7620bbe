import { z } from 'zod';
import { SHEETS } from './columns.ts';

export const COMPANY_STATUSES = ['applied', 'approved', 'suspended', 'refused'] as const;
export type CompanyStatus = (typeof COMPANY_STATUSES)[number];

/**
 * Levels of the white list: 1 keeps the city going (food, medicine, energy, water, transport), 2 stands in the chain of supply of
 * those or of key industries, 3 is any other that has its plan against infection accepted.
 */
export const LEVELS = [1, 2, 3] as const;
export type Level = (typeof LEVELS)[number];

/** Whom of a company one would ask for: what they are there, and nobody's name. */
export const CONTACTS = ['director', 'personnel', 'safety', 'logistics', 'epidemic-prevention'] as const;

/** More people than any employer in the country has. */
export const MAX_HEADCOUNT = 1_000_000;

/**
 * A company's name, as it is registered and as it stands in its passes: letters and digits of any language, spaces, and the marks
 * that such names have.
 */
export const companyName = z
  .string()
  .max(256)
  .overwrite((text) => text.normalize('NFKC').trim().replaceAll(/\s+/gu, ' '))
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,&()·-]{1,63}$/u);

const moment = z.iso.datetime();

/** A company as it stands at a venue, for itself and for the console. */
export const companySchema = z.object({
  /** 8 bytes in hex, as its passes name it. */
  id: z.string(),
  venue: z.string(),
  name: z.string(),
  creditCode: z.string(),
  contact: z.enum(CONTACTS),
  headcount: z.int(),
  status: z.enum(COMPANY_STATUSES),
  /** `null`, as are the two after it: nobody has let it in. */
  level: z.union([z.literal(1), z.literal(2), z.literal(3)]).nullable(),
  validFrom: moment.nullable(),
  /** The first moment at which it is not let in any more. */
  validUntil: moment.nullable(),
  appliedAt: moment,
  decidedAt: moment.nullable(),
  /** What was said of a refusal or a suspension. */
  because: z.string().nullable(),
  /** Of whom and what it has passes for. */
  holders: z.record(z.enum(SHEETS), z.int()),
});
export type Company = z.infer<typeof companySchema>;

/** Whether a company may take passes at a moment. @returns `null`, or why it may not */
export function whyNoPasses(
  { status, validFrom, validUntil }: Pick<Company, 'status' | 'validFrom' | 'validUntil'>,
  nowMs: number,
): 'not-approved' | 'suspended' | 'refused' | 'not-yet' | 'over' | null {
  if (status === 'suspended' || status === 'refused') return status;
  if (status === 'applied' || validFrom === null || validUntil === null) return 'not-approved';
  if (nowMs < Date.parse(validFrom)) return 'not-yet';
  return nowMs < Date.parse(validUntil) ? null : 'over';
}
