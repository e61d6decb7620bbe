import { z } from 'zod';
import { NO_FACTS, NO_PASS_DETAILS, type Facts, type PassFact } from '../credential/facts.ts';
import { CARRIES, PASS_TYPES } from '../credential/pass.ts';
import { parseDateTime, SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';
import type { VisitContext } from './apply.ts';
import { localDay } from './district.ts';
import type { Door } from './pass-scope.ts';

const days = z.int().min(0).max(36_500);
const seconds = z
  .int()
  .min(-10 * SECONDS_PER_DAY)
  .max(36_500 * SECONDS_PER_DAY);

/**
 * A made-up visitor as a health office writes one down to try its rules on: everything by how long ago it was, so that
 * it means the same at any time. What is left out is as of a visitor at the door with nothing but a green dynamic code
 * that was made just now.
 */
export const sampleSchema = z.strictObject({
  kind: z.enum(['dynamic', 'paper']).nullable().default('dynamic'),
  colour: z.enum(['green', 'yellow', 'red']).nullable().default('green'),
  ageGroup: z.string().max(32).nullable().default(null),
  codeAgeSeconds: seconds.default(0),
  tests: z
    .array(
      z.strictObject({
        kind: z.enum(['nucleic-acid', 'antigen', 'other']).default('nucleic-acid'),
        result: z.enum(['negative', 'positive', 'pending', 'inconclusive']).default('negative'),
        sampledSecondsAgo: seconds,
        resultSecondsAgo: seconds.nullable().default(null),
      }),
    )
    .default([]),
  vaccinations: z
    .array(
      z.strictObject({
        product: z.string().max(64).default(''),
        dose: z.int().min(1).max(20),
        of: z.int().min(1).max(20).nullable().default(null),
        daysAgo: days,
      }),
    )
    .default([]),
  recoveries: z
    .array(z.strictObject({ firstPositiveDaysAgo: days, fromDaysAgo: z.int(), untilDaysAgo: z.int() }))
    .default([]),
  visited: z
    .array(z.strictObject({ area: z.string().regex(/^\d{6}$/u), fromDaysAgo: days, toDaysAgo: days }))
    .default([]),
  pass: z
    .strictObject({
      type: z.enum(PASS_TYPES),
      holder: z.string().max(64).default(''),
      company: z.string().max(16).nullable().default(null),
      places: z.array(z.string().max(64)).default([]),
      carries: z.enum(CARRIES).nullable().default(null),
      secondsLeft: seconds,
      /** Whether it holds at the door, and at that hour. */
      isHere: z.boolean().default(true),
      isNow: z.boolean().default(true),
    })
    .nullable()
    .default(null),
});

export type Sample = z.output<typeof sampleSchema>;

/** Where and when the sample comes to a door; what is left out is the ordinary. */
export const circumstancesSchema = z.strictObject({
  venueType: z.string().min(1).max(48).optional(),
  direction: z.enum(['in', 'out']).default('in'),
  district: z
    .string()
    .regex(/^\d{6}$/u)
    .nullable()
    .default(null),
  hasCardReader: z.boolean().default(false),
  secondsSinceAdmitted: z.int().min(0).nullable().default(null),
  temperatureCelsius: z.number().min(20).max(50).nullable().default(null),
  clockErrorSeconds: z.number().min(0).nullable().default(null),
  /** RFC 3339; left out: when the policy was issued. */
  at: z
    .string()
    .refine((text) => parseDateTime(text).ok, 'not an RFC 3339 time with its zone')
    .optional(),
});

export type Circumstances = z.output<typeof circumstancesSchema>;

/** Every day of the week. @see PassWindow */
const EVERY_DAY = 127;
/** A place with a mark that no venue's name has. */
const ELSEWHERE = '*';

export function factsOf(sample: Sample, now: EpochSeconds, utcOffsetMinutes: number): Facts {
  const today = localDay(now, utcOffsetMinutes);
  return {
    ...NO_FACTS,
    kind: sample.kind,
    colour: sample.colour,
    ageGroup: sample.ageGroup,
    tests: sample.tests.map(({ kind, result, sampledSecondsAgo, resultSecondsAgo }) => ({
      kind,
      result,
      sampledAt: now - sampledSecondsAgo,
      resultAt: resultSecondsAgo === null ? null : now - resultSecondsAgo,
    })),
    vaccinations: sample.vaccinations.map(({ daysAgo, ...one }) => ({ ...one, atDay: today - daysAgo })),
    recoveries: sample.recoveries.map(({ firstPositiveDaysAgo, fromDaysAgo, untilDaysAgo }) => ({
      firstPositiveDay: today - firstPositiveDaysAgo,
      fromDay: today - fromDaysAgo,
      untilDay: today - untilDaysAgo,
    })),
    visited: sample.visited.map(({ area, fromDaysAgo, toDaysAgo }) => ({
      area,
      fromDay: today - fromDaysAgo,
      toDay: today - toDaysAgo,
    })),
    pass: sample.pass && passOf(sample.pass, now, utcOffsetMinutes),
  };
}

function passOf(
  { type, holder, company, places, carries, secondsLeft, isHere, isNow }: NonNullable<Sample['pass']>,
  now: EpochSeconds,
  utcOffsetMinutes: number,
): PassFact {
  const minute = Math.floor(now / 60) + utcOffsetMinutes;
  const notNow = { days: EVERY_DAY, fromMinute: (((minute + 2) % 1440) + 1440) % 1440, minutes: 1 };
  return {
    ...NO_PASS_DETAILS,
    ...{ type, holder, company, carries, until: now + secondsLeft },
    places: isHere || places.length > 0 ? places : [ELSEWHERE],
    windows: isNow ? [] : [notNow],
  };
}

/** The door's names, as far as a pass asks for them: where it holds there, those of its first place. */
function doorFor({ pass }: Sample): Door | null {
  const [venue, gate = ''] = pass?.isHere === true ? (pass.places[0]?.split('/') ?? []) : [];
  return venue === undefined ? null : { venue, gate };
}

export function contextOf(
  circumstances: Circumstances & { readonly venueType: string },
  sample: Sample,
  now: EpochSeconds,
): VisitContext {
  const { venueType, direction, district, hasCardReader } = circumstances;
  const { secondsSinceAdmitted, temperatureCelsius, clockErrorSeconds } = circumstances;
  return {
    venueType,
    direction,
    district,
    hasCardReader,
    secondsSinceAdmitted,
    temperatureCelsius,
    clockErrorSeconds,
    codeIssuedAt: now - sample.codeAgeSeconds,
    door: doorFor(sample),
  };
}
