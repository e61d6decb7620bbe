import { z } from 'zod';
import { logRow } from './log.ts';

/** Why somebody is looked for. */
export const FIND_REASONS = ['health-office', 'police', 'visitor-asked', 'lost-property', 'other'] as const;

/** Of the office, or of whoever asked; free of names. */
const caseNumber = z.string().trim().min(1).max(64);

/**
 * Looks for a person by the number of their ID card (GB 11643), which is made a person key where it arrives and is neither
 * stored nor logged. A code carries no such number: only entries of cards are found.
 */
export const personAsk = z.object({
  number: z.string().trim().toUpperCase().max(18),
  reason: z.enum(FIND_REASONS),
  caseNumber,
  /** Included. */
  fromMs: z.int(),
  /** Excluded. */
  untilMs: z.int(),
});
export type PersonAsk = z.infer<typeof personAsk>;

/** The newest first; what lies before the first 200 is not here. */
export const personFound = z.object({ rows: z.array(logRow), isAll: z.boolean() });
export type PersonFound = z.infer<typeof personFound>;

/** How long before and after somebody's entry others were there with them, in minutes. */
export const WITH_MINUTES = [15, 30, 60, 120] as const;

const span = z.object({ fromMs: z.int(), untilMs: z.int() });

/** Whose identities are asked for. Times are half-open. */
const timeScope = span.extend({ is: z.literal('time'), gate: z.string().max(64).nullable() });
const personScope = span.extend({ is: z.literal('person'), withinMinutes: z.literal(WITH_MINUTES) });

export const traceScope = z.discriminatedUnion('is', [timeScope, personScope]);
export type TraceScope = z.infer<typeof traceScope>;

export const traceAsk = z.object({
  scope: z.discriminatedUnion('is', [timeScope, personScope.extend({ number: personAsk.shape.number })]),
  caseNumber,
  /** For the auditor to judge by; free of names. */
  purpose: z.string().trim().min(1).max(500),
});

/** How long an approval holds. */
export const TRACE_FOR_MS = 86_400_000;

/** `over`: approved, and the time for it has passed; or never decided in as long. */
export const TRACE_STATES = ['waiting', 'approved', 'refused', 'withdrawn', 'over'] as const;

export const trace = z.object({
  id: z.uuid(),
  scope: traceScope,
  caseNumber,
  purpose: z.string(),
  /** By name and login. */
  requestedBy: z.string(),
  requestedAt: z.iso.datetime(),
  state: z.enum(TRACE_STATES),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  /** Until when it can be looked at. */
  untilAt: z.iso.datetime().nullable(),
  /** Whether who asks may decide it; `null`: yes. */
  keptFromDeciding: z.enum(['own', 'made-by-requester', 'decided', 'no-auditor']).nullable(),
});
export type Trace = z.infer<typeof trace>;
