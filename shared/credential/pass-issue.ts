import { z } from 'zod';
import { SECONDS_PER_DAY, type EpochSeconds } from '../time.ts';
import { encodeCbor } from './cbor.ts';
import type { PassWindow } from './facts.ts';
import { LIMIT } from './health-code.ts';
import { fromHex, toHex } from './hex.ts';
import { HUB_ISSUER } from './hub-trust.ts';
import { dateTime, documentNumber, line, MAX_NAME_LENGTH, type Register } from './issue.ts';
import { maskAgain, maskName } from './mask.ts';
import { CARRIES, PARTICULARS, PASS_KEY, PASS_LIMIT, PASS_TYPES } from './pass.ts';
import { CLAIM } from './signed-text.ts';

/** In the order of their bits. */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const MINUTES_PER_DAY = 1440;
const label = line(LIMIT.label);
const id8 = z
  .string()
  .regex(/^[0-9a-fA-F]{16}$/u, 'not 8 bytes in hex')
  .toLowerCase();

/** `HH:MM` in minutes of the day; `24:00` is the day's end. */
const timeOfDay = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/u, 'not a time of day HH:MM')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const window = z
  .strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1), from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from !== MINUTES_PER_DAY && from !== to, { message: 'no time between', path: ['to'] })
  .transform(({ days, from, to }): PassWindow => ({
    days: [...new Set(days)].reduce((bits, day) => bits + 2 ** WEEKDAYS.indexOf(day), 0),
    fromMinute: from,
    // An end that is no later than the beginning is of the next day.
    minutes: to > from ? to - from : to + MINUTES_PER_DAY - from,
  }));

/** Of a pass, whoever writes it. */
const particulars = {
  type: z.enum(PASS_TYPES),
  company: z.strictObject({ id: id8, name: label }),
  places: z.array(line(PASS_LIMIT.place)).min(1).max(PASS_LIMIT.places),
  windows: z.array(window).max(PASS_LIMIT.windows).default([]),
  plate: line(PASS_LIMIT.plate).optional(),
  carries: z.enum(CARRIES).optional(),
  route: z.strictObject({ from: label, to: label }).optional(),
  passengers: z.int().min(1).max(PASS_LIMIT.passengers).optional(),
  post: label.optional(),
  stayUntil: dateTime.optional(),
  issuer: label.default(HUB_ISSUER),
  id: z
    .string()
    .regex(/^(?:[0-9a-fA-F]{2}){8,16}$/u, 'not 8 to 16 bytes in hex')
    .toLowerCase()
    .optional(),
  issuedAt: dateTime,
  expiresAt: dateTime,
};

const ALL_PARTICULARS = ['plate', 'carries', 'route', 'passengers', 'post', 'stayUntil'] as const;

type Written = z.output<z.ZodObject<typeof particulars>>;

/** What each type must say, must not, and how long it may hold. */
function checkParticulars(written: Written, context: z.core.$RefinementCtx): void {
  const { must, may = [] } = PARTICULARS[written.type];
  const say = (path: string, message: string): void => {
    context.addIssue({ code: 'custom', message, path: [path] });
  };
  for (const one of ALL_PARTICULARS) {
    if (written[one] === undefined && must.includes(one)) say(one, `wanted of a pass for ${written.type}`);
    const isOfAnother = !must.includes(one) && !may.includes(one);
    if (written[one] !== undefined && isOfAnother) say(one, `not of a pass for ${written.type}`);
  }
  if (written.expiresAt <= written.issuedAt) say('expiresAt', 'not after issuedAt');
  if (written.expiresAt - written.issuedAt > PASS_LIMIT.seconds) say('expiresAt', 'more than 31 days after issuedAt');
}

/** A pass as who keeps no names writes it: the name masked, the person by their subject. @see docs/pass.md §6 */
export const passSchema = z
  .strictObject({ ...particulars, maskedName: line(LIMIT.name).transform(maskAgain), subject: id8 })
  .superRefine(checkParticulars);

/** A pass as `sentinel issue` takes it: with name and document number, neither of which is signed. */
export const namedPassSchema = z
  .strictObject({ ...particulars, name: line(MAX_NAME_LENGTH), documentNumber })
  .superRefine(checkParticulars);

/** A pass that was checked: times in seconds. */
export type WrittenPass = z.output<typeof passSchema>;
export type NamedPass = z.output<typeof namedPassSchema>;

/** Who a pass is for, as it may be kept and signed. */
export type PassHolder = Pick<WrittenPass, 'maskedName' | 'subject'>;

/** Masks the name, and turns the number into the subject of the issuer's register on a day. */
function holderOf(
  { name, documentNumber: number }: Pick<NamedPass, 'name' | 'documentNumber'>,
  { subject }: Pick<Register, 'subject'>,
  at: EpochSeconds,
): PassHolder {
  return { maskedName: maskName(name), subject: toHex(subject(number, Math.floor(at / SECONDS_PER_DAY))) };
}

/** The name masked, the number gone. */
export function withoutName({ name, documentNumber: number, ...rest }: NamedPass, register: Register): WrittenPass {
  return { ...rest, ...holderOf({ name, documentNumber: number }, register, rest.issuedAt) };
}

/**
 * Encodes a pass as the payload that is signed: what `decode` reads.
 *
 * @param newId gives the id of a pass that has none yet, 8 to 16 bytes
 */
export function encodePass(written: WrittenPass, newId: Register['newId']): Uint8Array {
  const { type, maskedName, subject, company, places, windows, plate, carries, route, passengers, post, stayUntil } =
    written;
  const further: [number, unknown][] = [
    [PASS_KEY.windows, windows.length === 0 ? undefined : windows.map((w) => [w.days, w.fromMinute, w.minutes])],
    [PASS_KEY.plate, plate],
    [PASS_KEY.carries, carries && CARRIES.indexOf(carries)],
    [PASS_KEY.route, route && [route.from, route.to]],
    [PASS_KEY.passengers, passengers],
    [PASS_KEY.post, post],
    [PASS_KEY.stayUntil, stayUntil],
  ];
  const content = new Map<number, unknown>([
    [PASS_KEY.type, PASS_TYPES.indexOf(type)],
    [PASS_KEY.name, maskedName],
    [PASS_KEY.subject, fromHex(subject)],
    [PASS_KEY.company, [fromHex(company.id), company.name]],
    [PASS_KEY.places, places],
    ...further.filter(([, value]) => value !== undefined),
  ]);
  return encodeCbor(
    new Map<number, unknown>([
      [CLAIM.iss, written.issuer],
      [CLAIM.exp, written.expiresAt],
      [CLAIM.iat, written.issuedAt],
      [CLAIM.cti, written.id === undefined ? newId() : fromHex(written.id)],
      [CLAIM.content, content],
    ]),
  );
}
