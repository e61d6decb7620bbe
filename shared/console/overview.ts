import { z } from 'zod';

/**
 * What is counted is kept for a quarter of an hour: midnight and each full hour of every time zone begins one. At the
 * hub that is all an overview is made of, so that it opens as fast over fifty million entries as over fifty.
 */
export const QUARTER_MS = 900_000;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEEK_MS = 7 * DAY_MS;

/** When a moment's quarter begins. @param epochMs also of before 1970, by a clock that lost its battery */
export function quarterOf(epochMs: number): number {
  return Math.floor(epochMs / QUARTER_MS) * QUARTER_MS;
}

/** How far back what is kept is looked at for whether anything is known of a day: what a clock that lost its battery wrote says nothing. */
const KNOWN_WITHIN_MS = 30 * DAY_MS;

/**
 * Where any entry says that something is known of a day a week before: what is told of it ends then, and all that came
 * later tells nothing of whether anybody was looked for before.
 *
 * @param dayMs of the day that is asked about
 */
export function knownBy({ dayMs }: Pick<OverviewAsk, 'dayMs'>, atMs: number): { fromMs: number; untilMs: number } {
  const beginMs = dayMs - WEEK_MS;
  const untilMs = quarterOf(Math.min(Math.max(atMs - WEEK_MS, beginMs + QUARTER_MS), beginMs + DAY_MS));
  return { fromMs: untilMs - KNOWN_WITHIN_MS, untilMs };
}

/** From when on visitors count as {@link Overview.now}: the beginning of the last whole quarter. */
export function nowFromMs(atMs: number): number {
  return quarterOf(atMs) - QUARTER_MS;
}

/**
 * Visitors who came in, or would have, by what stands of what was said to them, each once and at the time of their own entry, whenever they were
 * overruled: scans and who was decided of by hand without one (`visitors.ts`). Who was admitted by a hand that took it back
 * is none.
 */
const counts = z.object({
  admit: z.int().nonnegative(),
  refer: z.int().nonnegative(),
  refuse: z.int().nonnegative(),
});
export type Counts = z.infer<typeof counts>;

/** As far as a `Date` reaches (ECMA-262 §21.4.1.1), less the days that are looked at beside the one that is asked about. */
const FURTHEST_MS = 8_640_000_000_000_000 - 2 * WEEK_MS;

export const overviewAsk = z.object({
  /** Local midnight: a multiple of {@link QUARTER_MS}. */
  dayMs: z.int().min(-FURTHEST_MS).max(FURTHEST_MS).multipleOf(QUARTER_MS),
  /** Of one gate; `null`: of all. */
  gate: z.string().max(64).nullable(),
});
export type OverviewAsk = z.infer<typeof overviewAsk>;

const kioskHealth = z.object({
  kiosk: z.uuid(),
  gate: z.string(),
  isRevoked: z.boolean(),
  /** It has said itself that it is out of service; it is revoked as well. */
  isRetired: z.boolean(),
  /** RFC 3339, UTC; `null`: never. */
  heardAt: z.iso.datetime().nullable(),
  /** By its last word; of one that is retired by what it said then, and `null` where it did not know. */
  unsent: z.int().nullable(),
  policyVersion: z.int().nullable(),
  /** `null`: it has none, or those of a demo; or it is silent, and nobody knows since it was last heard. */
  policyAgeSeconds: z.int().nullable(),
  /** Codes of what is wrong by its last word, worst first: `silent`, `journal-full`, `camera-missing` …; empty: nothing. */
  problems: z.array(z.string()),
});
export type KioskHealth = z.infer<typeof kioskHealth>;

export const overview = z.object({
  /** When it was made, by the clock of whoever made it. */
  atMs: z.int(),
  /** In the last whole and the current quarter of an hour. */
  now: counts,
  today: counts,
  /** Of the same day a week before: until the same time of day, and the whole day. `null`: nothing is known of it. */
  weekBefore: z.object({ soFar: counts, whole: counts }).nullable(),
  /** 24 of them, or as many as the day has; `weekBefore` in the same place. */
  hours: z.array(z.object({ fromMs: z.int(), counts, weekBefore: z.int().nonnegative() })),
  /** The most frequent first, of today; of those who were not admitted. */
  reasons: z.array(z.object({ code: z.string(), count: z.int() })),
  /** The busiest first, of today. */
  gates: z.array(z.object({ gate: z.string(), counts, meanMs: z.number().nullable() })),
  /**
   * What a kiosk took on average from the last that a visitor presented to the verdict, in milliseconds: of scans
   * (`isTimed`), neither of waiting nor of what guards decide. `null`: there was none.
   */
  meanMs: z.number().nullable(),
  /**
   * Who came in and went out today, at all gates of a venue, or at this kiosk; `null`: of one of the hub's gates nobody can
   * tell, or nobody came to a lane out today or the day before, and no lane of this kiosk leads out.
   */
  occupancy: z.object({ in: z.int(), out: z.int() }).nullable(),
  /** `null`: who asks may not see them. */
  kiosks: z.array(kioskHealth).nullable(),
  /** Of this kiosk, or the oldest of all that are heard; `null`: nobody knows. */
  policyAgeSeconds: z.int().nullable(),
  /** Since when that is not known of some kiosk, which has been silent since; `null`: of all that were ever heard it is. */
  policyUnknownSince: z.iso.datetime().nullable(),
  /** At kiosks still, by their last word; `null`: nobody knows. */
  unsent: z.int().nullable(),
});
export type Overview = z.infer<typeof overview>;
