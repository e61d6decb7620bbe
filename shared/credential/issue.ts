import { z } from 'zod';
import type { Primitives } from '../primitives.ts';
import { parseDate, parseDateTime, SECONDS_PER_DAY } from '../time.ts';
import { matchTag } from './card-match.ts';
import type { Claims } from './claims.ts';
import { NO_FACTS, NO_PASS_DETAILS, type Facts, type TestFact } from './facts.ts';
import { LIMIT, MAX_DAY } from './health-code.ts';
import { toHex } from './hex.ts';
import { isResidentId } from '../id-card/id-number.ts';
import { maskName } from './mask.ts';
import { MAX_SECONDS } from './signed-text.ts';

const DEFAULT_ISSUER = '310000';
/** Longer than any name in a passport (ICAO 9303-3 §4.6 allows 39), shorter than a page of text. */
export const MAX_NAME_LENGTH = 64;

/** RFC 3339 with its zone, in seconds. */
export const dateTime = z.string().transform((text, context) => {
  const parsed = parseDateTime(text);
  if (parsed.ok && parsed.value >= 0 && parsed.value <= MAX_SECONDS) return parsed.value;
  context.addIssue({
    code: 'custom',
    message: parsed.ok ? 'not between 1970 and 2106' : 'not an RFC 3339 time with its zone',
  });
  return z.NEVER;
});

const date = z.string().transform((text, context) => {
  const parsed = parseDate(text);
  if (parsed.ok && parsed.value >= 0 && parsed.value <= MAX_DAY) return parsed.value;
  context.addIssue({ code: 'custom', message: parsed.ok ? 'not between 1970 and 2149' : 'not a date YYYY-MM-DD' });
  return z.NEVER;
});

/** Line breaks, halves of surrogate pairs and marks that turn the writing direction would spoil a screen or a list. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;
/** A line of so many UTF-16 units at most. */
export const line = (max: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !UNPRINTABLE.test(text), 'has characters that cannot be printed');

/** A resident's number must carry its right check character; other documents are letters and digits. */
export const documentNumber = z
  .string()
  .trim()
  .toUpperCase()
  .refine((text) => /^[A-Z0-9]{5,20}$/u.test(text), {
    message: 'not 5 to 20 letters and digits',
    abort: true,
  })
  .refine((text) => !/^\d{17}[\dX]$/u.test(text) || isResidentId(text), 'wrong check character (GB 11643)');

const label = line(LIMIT.label);
const area = z.string().regex(/^[1-9]\d{5}$/u, 'not a six-digit area code (GB/T 2260)');

const test = z
  .strictObject({
    kind: z.enum(['nucleic-acid', 'antigen']),
    sampledAt: dateTime,
    resultAt: dateTime.optional(),
    result: z.enum(['negative', 'positive', 'pending']),
  })
  .refine(({ sampledAt, resultAt }) => resultAt === undefined || resultAt >= sampledAt, {
    message: 'before the sample was taken',
    path: ['resultAt'],
  });

const dose = z.int().min(1).max(99);
const vaccination = z.strictObject({ product: label, dose, of: dose, at: date });

const visited = z
  .strictObject({ area, from: date, to: date })
  .refine(({ from, to }) => to >= from && to - from <= LIMIT.stayDays, {
    message: `not within ${LIMIT.stayDays} days after \`from\``,
    path: ['to'],
  });

/** A day's last second in China, where a pass says only the day. */
const lastSecond = z
  .string()
  .transform((text) => (parseDate(text).ok ? `${text}T23:59:59+08:00` : text))
  .pipe(dateTime);

const pass = z.strictObject({
  type: z.enum(['staff', 'vehicle']),
  holder: label,
  places: z.array(label).max(LIMIT.places).default([]),
  until: lastSecond,
});

/** Facts as an issuer writes them, one person a line. @see docs/health-code.md §7 */
export const factsSchema = z
  .strictObject({
    kind: z.enum(['dynamic', 'paper']),
    name: line(MAX_NAME_LENGTH),
    documentNumber,
    colour: z.enum(['green', 'yellow', 'red']),
    tests: z.array(test).max(LIMIT.tests).default([]),
    vaccinations: z.array(vaccination).max(LIMIT.vaccinations).default([]),
    visited: z.array(visited).max(LIMIT.visited).default([]),
    ageGroup: line(LIMIT.ageGroup).optional(),
    pass: pass.optional(),
    issuer: z
      .string()
      .regex(/^[1-9]\d{5}$/u, 'not an area code of six digits (GB/T 2260)')
      .default(DEFAULT_ISSUER),
    id: z
      .string()
      .regex(/^(?:[0-9a-fA-F]{2}){8,16}$/u, 'not 8 to 16 bytes in hex')
      .toLowerCase()
      .optional(),
    issuedAt: dateTime,
    expiresAt: dateTime,
  })
  .refine(({ issuedAt, expiresAt }) => expiresAt > issuedAt, { message: 'not after issuedAt', path: ['expiresAt'] });

/** Facts before they are checked: what stands in a line of JSON. */
export type FactsText = z.input<typeof factsSchema>;

/** Facts that were checked: times in seconds, days since 1970-01-01, the document number in capitals. */
export type WrittenFacts = z.output<typeof factsSchema>;

/** What an issuer keeps for a person. @see docs/health-code.md §6 */
export interface Register {
  /**
   * 8 bytes that name the person to nobody else, the same for 30 days.
   *
   * @param day on which the code is issued, counted from 1970-01-01
   */
  readonly subject: (documentNumber: string, day: number) => Uint8Array;
  /** 8 bytes, the same for ever. */
  readonly salt: (documentNumber: string) => Uint8Array;
  /** A new credential id of 8 bytes. */
  readonly newId: () => Uint8Array;
}

/** Turns an issuer's facts into what is signed: the name masked, the number gone. */
export function claimsOf(written: WrittenFacts, register: Register, sha256: Primitives['sha256']): Claims {
  const { issuer, issuedAt, expiresAt, documentNumber: number } = written;
  const subject = register.subject(number, Math.floor(issuedAt / SECONDS_PER_DAY));
  const facts: Facts = {
    ...NO_FACTS,
    kind: written.kind,
    maskedName: maskName(written.name),
    person: { type: 'subject', issuer, subject: toHex(subject) },
    colour: written.colour,
    tests: written.tests.map(testOf),
    vaccinations: written.vaccinations.map(({ product, dose: nth, of, at }) => ({ product, dose: nth, of, atDay: at })),
    visited: written.visited.map(({ area: code, from, to }) => ({ area: code, fromDay: from, toDay: to })),
    ageGroup: written.ageGroup ?? null,
    pass: written.pass === undefined ? null : { ...NO_PASS_DETAILS, ...written.pass },
    cardMatch: written.kind === 'paper' ? cardMatch(register.salt(number), number, sha256) : null,
  };
  return { issuer, issuedAt, expiresAt, id: written.id ?? toHex(register.newId()), facts };
}

function cardMatch(salt: Uint8Array, number: string, sha256: Primitives['sha256']): Facts['cardMatch'] {
  return { salt, tag: matchTag(salt, number, sha256) };
}

/** A concluded test without a result time is taken to have been read where and when it was sampled. */
function testOf({ kind, sampledAt, resultAt, result }: WrittenFacts['tests'][number]): TestFact {
  return { kind, sampledAt, resultAt: result === 'pending' ? null : (resultAt ?? sampledAt), result };
}
