import { z } from 'zod';
import { kept } from '../kept-text.ts';
import { ABILITIES, ACCOUNT_ROLES } from './abilities.ts';

/** By which somebody signs in. */
export const loginName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z\d][a-z\d._-]{1,31}$/u);
/** NIST SP 800-63B §5.1.1: length, and no rules of composition. */
export const MIN_PASSWORD_LENGTH = 12;
export const password = z.string().min(MIN_PASSWORD_LENGTH).max(128);
/** Six digits (RFC 6238). */
export const oneTimeCode = z.string().regex(/^\d{6}$/u);
/** Of an account that is made: it is kept. */
const newLogin = kept(loginName);
const personName = kept(z.string().trim().min(1).max(64));

/** After so long in which nothing was asked a session is over. */
export const SESSION_IDLE_MS = 30 * 60_000;

/** Who works with the console. */
export const me = z.object({
  name: z.string(),
  login: z.string(),
  role: z.enum(ACCOUNT_ROLES),
  /** Whose entries are shown; `null`: an account over all venues of the hub, which sees no entries. */
  venue: z.string().nullable(),
  may: z.array(z.enum(ABILITIES)),
  /** A password that somebody else has set wants to be replaced before anything else. */
  mustChangePassword: z.boolean(),
  hasOneTimeCodes: z.boolean(),
  /** `kiosk`: of this kiosk alone, and nobody signs out. */
  at: z.enum(['kiosk', 'hub']),
  /** To be sent with whatever is asked, in the field `x-console-token`; empty at a kiosk. */
  token: z.string(),
});
export type Me = z.infer<typeof me>;

export const signInAsk = z.object({
  login: loginName,
  password: z.string().max(128),
  /** `null`: none was asked for yet. */
  oneTimeCode: oneTimeCode.nullable(),
});

/** The first account of a hub, over all its venues, made by who has its one-time token. */
export const firstAsk = z.object({ token: z.string().max(64), login: newLogin, name: personName, password });

export const account = z.object({
  id: z.uuid(),
  login: z.string(),
  name: z.string(),
  role: z.enum(ACCOUNT_ROLES),
  venue: z.string().nullable(),
  isActive: z.boolean(),
  hasOneTimeCodes: z.boolean(),
  createdAt: z.iso.datetime(),
  /** `null`: with the hub's one-time token. */
  createdBy: z.string().nullable(),
  lastSignedInAt: z.iso.datetime().nullable(),
  /** Whether who asks may change it. */
  isMine: z.boolean(),
});
export type Account = z.infer<typeof account>;

export const accountAsk = z.object({
  login: newLogin,
  name: personName,
  role: z.enum(ACCOUNT_ROLES),
  /** `null`: the asker's own. */
  venue: z.string().max(64).nullable(),
});
export const accountChange = z.object({
  id: z.uuid(),
  role: z.enum(ACCOUNT_ROLES).optional(),
  isActive: z.boolean().optional(),
});

/** What others have done and looked at; nobody changes it. */
export const auditRow = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  /** Login; `null`: somebody who was not let in. */
  login: z.string().nullable(),
  role: z.enum(ACCOUNT_ROLES).nullable(),
  /** A code of what was done. */
  did: z.string(),
  /** Times, a case number, how many; never a person. */
  about: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type AuditRow = z.infer<typeof auditRow>;
export const auditAsk = z.object({
  login: loginName.nullable(),
  before: z.int().nullable(),
  limit: z.int().min(1).max(200),
});
export const auditPage = z.object({ rows: z.array(auditRow), next: z.int().nullable() });
