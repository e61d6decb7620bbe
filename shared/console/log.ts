import { z } from 'zod';
import type { EntryType } from '../journal.ts';
import { kept } from '../kept-text.ts';
import { SCAN_SOURCES } from '../scan.ts';
import { VERDICTS } from '../verdict.ts';
import { askedMs } from './moment.ts';

export const ENTRY_TYPES = [
  'scan',
  'manual',
  'overrule',
  'abnormal',
  'gate',
  'break',
  'anchor',
] as const satisfies readonly EntryType[];

/** Of a kiosk, by the name of where it stands: as the hub knows it, or empty for the kiosk itself. */
const gate = z.string().max(64);

/**
 * An entry's place in the log: by time, and where times are the same by chain and sequence. Of any entry: some came by clocks
 * that show no moment, and what comes after them is asked for too.
 */
export const logPlace = z.object({ epochMs: z.int(), chain: z.uuid(), sequence: z.int().nonnegative() });
export type LogPlace = z.infer<typeof logPlace>;

/** What is looked for; `null` is not asked about. All of it but a name is kept: it is what the audit log says of a look. */
export const logFilter = z.object({
  /** Included. */
  fromMs: askedMs.nullable(),
  /** Excluded. */
  untilMs: askedMs.nullable(),
  gate: kept(gate).nullable(),
  verdict: z.enum(VERDICTS).nullable(),
  /** One of the entry's reasons. */
  reason: kept(z.string().max(64)).nullable(),
  type: z.enum(ENTRY_TYPES).nullable(),
  source: z.enum(SCAN_SOURCES).nullable(),
  /** Who decided by hand, by number. */
  guard: kept(z.string().max(16)).nullable(),
  /** As a whole, as `maskName` masks it: 张*三. */
  maskedName: z.string().min(1).max(64).nullable(),
});
export type LogFilter = z.infer<typeof logFilter>;

export const EVERYTHING: LogFilter = {
  fromMs: null,
  untilMs: null,
  gate: null,
  verdict: null,
  reason: null,
  type: null,
  source: null,
  guard: null,
  maskedName: null,
};

/** What the console knows of an entry: all of it, but for whose it is. */
export const logRow = logPlace.extend({
  id: z.uuid(),
  refersTo: z.uuid().nullable(),
  /** Minutes east of UTC of the kiosk's clock. */
  offsetMinutes: z.int(),
  isClockConfirmed: z.boolean(),
  gate,
  /** `out`: of a lane that leads out. */
  lane: z.literal('out').nullable(),
  type: z.enum(ENTRY_TYPES),
  verdict: z.enum(VERDICTS).nullable(),
  /** Worst first. */
  reasons: z.array(z.string()),
  source: z.enum(SCAN_SOURCES).nullable(),
  format: z.string().nullable(),
  maskedName: z.string().nullable(),
  guard: z.string().nullable(),
  colour: z.enum(['green', 'yellow', 'red']).nullable(),
  testAgeSeconds: z.int().nullable(),
  policyVersion: z.int().nullable(),
  durationMs: z.int().nullable(),
});
export type LogRow = z.infer<typeof logRow>;

export const LOG_ORDERS = ['newest-first', 'oldest-first'] as const;
export type LogOrder = (typeof LOG_ORDERS)[number];

/** Rows of a page at most. */
export const MAX_PAGE = 1000;

/**
 * The console asks for one page after the other no quicker than this, 4,000 rows a second: nobody scrolls as quickly for long,
 * and the hub may take whoever asks for more for somebody who copies the log.
 */
export const MS_BETWEEN_PAGES = 250;

export const logAsk = z.object({
  filter: logFilter,
  order: z.enum(LOG_ORDERS),
  /** The last row of the page before; `null`: the first page. */
  after: logPlace.nullable(),
  limit: z.int().min(1).max(MAX_PAGE),
});
export type LogAsk = z.infer<typeof logAsk>;

export const logPage = z.object({
  rows: z.array(logRow),
  /** Where to go on from; `null`: there are no more. */
  next: logPlace.nullable(),
});
export type LogPage = z.infer<typeof logPage>;

/** How many there are of what is looked for. */
export const logCount = z.object({
  count: z.int().nonnegative(),
  /** `false`: there are more, and counting them would take too long. */
  isAll: z.boolean(),
});
export type LogCount = z.infer<typeof logCount>;

const inBoth = z.object({ 'zh-CN': z.string(), en: z.string() });

/** A reason in words. */
export const reasonWords = z.object({
  code: z.string(),
  /** Short enough to say over a phone; `null`: the rules no longer know it. */
  phone: z.string().nullable(),
  verdict: z.enum(VERDICTS).nullable(),
  /** As the guard is told. */
  says: inBoth.nullable(),
  /** What the rule behind it wants, in the office's words; `null`: it is the kiosk's own reason, or the rules say no more. */
  rule: inBoth.nullable(),
});
export type ReasonWords = z.infer<typeof reasonWords>;

/** One entry, with all that is to be said of it. */
export const logDetail = z.object({
  row: logRow,
  reasons: z.array(reasonWords),
  /** Of the rules that the words are taken from; `null`: there are none here. Another than the row's: they may have changed since. */
  wordsVersion: z.int().nullable(),
  /** What it refers to, and what refers to it, oldest first; not the entry itself. */
  related: z.array(logRow),
});
export type LogDetail = z.infer<typeof logDetail>;

/** What there is to filter by. */
export const logFacets = z.object({
  /** In the order of their names. */
  gates: z.array(gate),
  /** Numbers, with names where they are known. */
  guards: z.array(z.object({ number: z.string(), name: z.string().nullable() })),
  /** All that an entry may have, in the order of their codes. */
  reasons: z.array(reasonWords),
});
export type LogFacets = z.infer<typeof logFacets>;
