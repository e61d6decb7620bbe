import { z } from 'zod';
import type { Ability } from './abilities.ts';
import { account, accountAsk, accountChange, auditAsk, auditPage, me, oneTimeCode, password } from './accounts.ts';
import { COMPANIES_CALLS } from './companies.ts';
import { DISTRICTS_CALLS } from './districts.ts';
import { FLEET_CALLS } from './fleet.ts';
import { logAsk, logCount, logDetail, logFacets, logFilter, logPage } from './log.ts';
import { overview, overviewAsk } from './overview.ts';
import { personAsk, personFound, trace, traceAsk, tracePage } from './person.ts';
import { SITES_CALLS } from './sites.ts';

const nothing = z.null();

/** A call of the console: what it asks, what it is answered, and what one must be allowed to; `null`: to be signed in. */
interface Call {
  readonly ask: z.ZodType;
  readonly reply: z.ZodType;
  readonly may: Ability | null;
}

/**
 * All that the console asks, of a kiosk or of a hub; both parse by these. A kiosk refuses as not allowed whatever wants an
 * ability that nobody has there.
 */
export const CONSOLE_CALLS = {
  me: { ask: nothing, reply: me, may: null },
  facets: { ask: nothing, reply: logFacets, may: 'log' },
  list: { ask: logAsk, reply: logPage, may: 'log' },
  count: { ask: z.object({ filter: logFilter }), reply: logCount, may: 'log' },
  detail: { ask: z.object({ id: z.uuid() }), reply: logDetail, may: 'log' },
  overview: { ask: overviewAsk, reply: overview, may: 'overview' },
  'person:find': { ask: personAsk, reply: personFound, may: 'find-person' },
  'trace:list': { ask: nothing, reply: z.object({ traces: z.array(trace) }), may: null },
  'trace:request': { ask: traceAsk, reply: trace, may: 'trace' },
  'trace:withdraw': { ask: z.object({ id: z.uuid() }), reply: trace, may: 'trace' },
  'trace:decide': { ask: z.object({ id: z.uuid(), isApproved: z.boolean() }), reply: trace, may: 'approve-trace' },
  /** As `list`, of the entries that an approved trace is about. */
  'trace:look': {
    ask: z.object({ id: z.uuid(), after: logAsk.shape.after, limit: logAsk.shape.limit }),
    reply: tracePage,
    may: null,
  },
  'audit:list': { ask: auditAsk, reply: auditPage, may: 'audit' },
  'accounts:list': {
    ask: nothing,
    reply: z.object({ accounts: z.array(account), venues: z.array(z.string()) }),
    may: 'accounts',
  },
  /** `password`: shown once, to be replaced when it is first used. */
  'accounts:create': { ask: accountAsk, reply: z.object({ account, password: z.string() }), may: 'accounts' },
  'accounts:change': { ask: accountChange, reply: account, may: 'accounts' },
  /** A new password, and no one-time codes. */
  'accounts:reset': { ask: z.object({ id: z.uuid() }), reply: z.object({ password: z.string() }), may: 'accounts' },
  ...FLEET_CALLS,
  ...SITES_CALLS,
  ...DISTRICTS_CALLS,
  ...COMPANIES_CALLS,
  'me:password': { ask: z.object({ before: z.string().max(128), next: password }), reply: me, may: null },
  /** `uri` for an authenticator (`otpauth:`); in force once a code of it was given. */
  'me:codes-begin': {
    ask: z.object({ password: z.string().max(128) }),
    reply: z.object({ secret: z.string(), uri: z.string() }),
    may: null,
  },
  'me:codes-confirm': { ask: z.object({ password: z.string().max(128), oneTimeCode }), reply: me, may: null },
  'me:codes-end': { ask: z.object({ password: z.string().max(128) }), reply: me, may: null },
} as const satisfies Record<string, Call>;

export type ConsoleCall = keyof typeof CONSOLE_CALLS;
export type ConsoleAsk<C extends ConsoleCall> = z.infer<(typeof CONSOLE_CALLS)[C]['ask']>;
export type ConsoleReply<C extends ConsoleCall> = z.infer<(typeof CONSOLE_CALLS)[C]['reply']>;

/** Why the console is not answered, each with a sentence and one thing to do. The status it travels under by HTTP. */
export const CONSOLE_FAULTS = {
  /** The ask is not what it should be: a bug, or somebody at play. */
  'ask-malformed': 400,
  'signed-out': 401,
  /** Login, password or one-time code; it is not said which. */
  'sign-in-wrong': 401,
  'one-time-code-wanted': 401,
  /** Somebody else has set the password: nothing is done before it is replaced. */
  'password-to-be-changed': 403,
  'not-allowed': 403,
  /** What is named is not there, or of another venue. */
  'not-found': 404,
  /** Another account has this login. */
  'login-taken': 409,
  /** Somebody else has set other settings since those were looked at. */
  'settings-changed': 409,
  /** Somebody else has decided of a company since it was looked at, or its venue lists another with its credit code. */
  'company-changed': 409,
  /** A trace that was decided, or is over. */
  'trace-closed': 409,
  /** An ID number whose check digit is wrong, or that is none. */
  'number-wrong': 422,
  /** A text that would be kept has the number of a document in it, or characters that nobody sees. */
  'number-in-text': 422,
  'unseen-in-text': 422,
  /** The new password is the old one, or one that everybody tries first. */
  'password-weak': 422,
  'too-many-requests': 429,
  /** It would take too long over so many entries: a shorter time is to be asked for. */
  'too-much': 503,
  'data-unavailable': 503,
  'internal-error': 500,
  /** Nobody answers. */
  unreachable: 0,
  /** A kiosk that locked itself meanwhile. */
  locked: 0,
  /** No stick is plugged in at the kiosk, or it cannot be written. */
  'no-stick': 0,
  'stick-full': 0,
  cancelled: 0,
} as const;
export type ConsoleFault = keyof typeof CONSOLE_FAULTS;

/** What is exported. A trace's identities stay sealed to the health office. */
export const exportAsk = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('log'),
    filter: logFilter,
    format: z.enum(['csv', 'xlsx']),
    language: z.enum(['zh-CN', 'en']),
    /** Minutes east of UTC, in which times are written. */
    offsetMinutes: z.int().min(-840).max(840),
  }),
  /** Lines of JSON, as `sentinel unseal` reads them; the first says of which trace. */
  z.object({ is: z.literal('trace'), id: z.uuid() }),
]);
export type ExportAsk = z.infer<typeof exportAsk>;
