import { z } from 'zod';
import { kept } from '../kept-text.ts';
import { logPage, logRow } from './log.ts';
import { askedMs } from './moment.ts';

/** Why somebody is looked for. */
export const FIND_REASONS = ['health-office', 'police', 'visitor-asked', 'lost-property', 'other'] as const;

/** Of the office, or of whoever asked; free of names. */
const caseNumber = kept(z.string().trim().min(1).max(64));

/**
 * Looks for a person by the number of their ID card (GB 11643), which is made a person key where it arrives and is neither
 * stored nor logged. A code carries no such number: only entries of cards are found.
 */
export const personAsk = z.object({
  number: z.string().trim().toUpperCase().max(18),
  reason: z.enum(FIND_REASONS),
  caseNumber,
  /** Included. */
  fromMs: askedMs,
  /** Excluded. */
  untilMs: askedMs,
});
export type PersonAsk = z.infer<typeof personAsk>;

/** The newest first; what lies before the first 200 is not here. */
export const personFound = z.object({ rows: z.array(logRow), isAll: z.boolean() });
export type PersonFound = z.infer<typeof personFound>;

/** How long before and after somebody's stay others were there with them, in minutes. */
export const WITH_MINUTES = [15, 30, 60, 120] as const;

const askedSpan = { fromMs: askedMs, untilMs: askedMs };

/** Of whoever was not seen going out, in hours, where no lane leads out that would say so: what whoever asks takes for a stay. */
export const STAY_HOURS = [0, 1, 2, 4, 8, 12, 24] as const;
export const USUAL_STAY_HOURS = 2;
/** The same where a lane leads out: who was not seen going out for so long has gone some other way. No stay is longer. */
export const SEEN_STAY_HOURS = 24;

/** Whose identities are asked for. Times are half-open; of what is kept they were not always bounded. */
const span = z.object({ fromMs: z.int(), untilMs: z.int(), stayHours: z.literal(STAY_HOURS) });
const timeScope = span.extend({ is: z.literal('time'), gate: z.string().max(64).nullable() });
const personScope = span.extend({ is: z.literal('person'), withinMinutes: z.literal(WITH_MINUTES) });

export const traceScope = z.discriminatedUnion('is', [timeScope, personScope]);
export type TraceScope = z.infer<typeof traceScope>;

export const traceAsk = z.object({
  scope: z.discriminatedUnion('is', [
    timeScope.extend({ ...askedSpan, gate: kept(z.string().max(64)).nullable() }),
    personScope.extend({ ...askedSpan, number: personAsk.shape.number }),
  ]),
  caseNumber,
  /** For the auditor to judge by; free of names. */
  purpose: kept(z.string().trim().min(1).max(500)),
});

/** How long an approval holds. */
export const TRACE_FOR_MS = 86_400_000;

/**
 * `over`: approved, and the time for it has passed; or never decided in as long. `approver-gone`: approved by somebody who was
 * ended or made something else since, whatever they are now.
 */
export const TRACE_STATES = ['waiting', 'approved', 'refused', 'withdrawn', 'over', 'approver-gone'] as const;

export const trace = z.object({
  id: z.uuid(),
  scope: traceScope,
  caseNumber: z.string(),
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
  keptFromDeciding: z.enum(['own', 'made-by-requester', 'made-requester', 'decided', 'no-auditor']).nullable(),
});
export type Trace = z.infer<typeof trace>;

/**
 * What somebody's entry says of a time that a trace is about: they came to a gate within it; they went out within it; they
 * entered before it, and were seen going out since it began, or, not having been, are assumed to have been there still.
 */
export const PRESENCES = ['came', 'left', 'before-seen', 'before-assumed'] as const;
export type Presence = (typeof PRESENCES)[number];

/** What is assumed of whoever entered and was not seen going out. */
export const stay = z.object({
  /** Whether anybody was seen going out around that time: else the hours are what whoever asked has assumed. */
  isSeen: z.boolean(),
  hours: z.int(),
});
export type Stay = z.infer<typeof stay>;

/** Counted so far at most. */
export const MAX_UNSORTED = 1000;

/** What of a time a venue's hub cannot know, when it is looked at: who was there may be more. */
export const traceLacks = z.object({
  /** Kiosks that had not sent all of that time, as far as the hub has heard. */
  kiosks: z.int(),
  /** Entries of that time that are here, and not sorted yet: {@link MAX_UNSORTED} are that many or more. */
  unsorted: z.int(),
  /** Any that were received since that time began cannot be read. */
  hasUnreadable: z.boolean(),
  /** Entries of that time are not kept any more: no others than were received on that day, UTC, or later. `null`: all are. */
  keptSince: z.iso.date().nullable(),
});
export type TraceLacks = z.infer<typeof traceLacks>;

/** A page of what a trace is about, oldest first. */
export const tracePage = logPage.extend({
  rows: z.array(
    logRow.extend({
      presence: z.enum(PRESENCES),
      /** Of a visitor, and who they were is not sealed in it. */
      isWithoutIdentity: z.boolean(),
    }),
  ),
  stay,
  lacks: traceLacks,
});
export type TracePage = z.infer<typeof tracePage>;
export type TraceRow = TracePage['rows'][number];
