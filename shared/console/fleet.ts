import { z } from 'zod';
import { kept } from '../kept-text.ts';
import { placeName } from '../place-name.ts';
import { NO_TICKET } from '../ticket.ts';
import { CHECK_IN_WAYS } from '../venue-code.ts';
import { remoteSettingsSchema, retirementSchema } from '../wire.ts';
import { KIOSK_STATES } from './kiosk-state.ts';

/** What is worst first: by state, gate, longest unheard, most unsent, oldest rules. */
export const FLEET_ORDERS = ['worst', 'gate', 'heard', 'unsent', 'rules'] as const;

/** Kiosks of one page, at most. */
const MAX_FLEET_PAGE = 200;

/** Where a kiosk stands in an order; what is alike in it goes by venue, gate and id. */
const fleetPlace = z.object({ key: z.number(), venue: z.string(), gate: z.string(), kiosk: z.uuid() });
export type FleetPlace = z.infer<typeof fleetPlace>;

/** `null`: the account's own venue, or any of an account over all of them. One that is not theirs is not answered. */
const venueAsked = z.string().max(256).nullable();

export const fleetAsk = z.object({
  venue: venueAsked,
  gate: z.string().max(256).nullable(),
  state: z.enum(KIOSK_STATES).nullable(),
  /** Stands in the venue's or the gate's name, the kiosk's id or its version, whatever the case; empty: any. */
  text: z.string().max(64),
  order: z.enum(FLEET_ORDERS),
  /** The last kiosk of the page before; `null`: the first page. */
  after: fleetPlace.nullable(),
  limit: z.int().min(1).max(MAX_FLEET_PAGE),
});
export type FleetAsk = z.infer<typeof fleetAsk>;

const moment = z.iso.datetime();

/** A kiosk by its last word. What it says is `null` where it was never heard. */
const fleetKiosk = z.object({
  kiosk: z.uuid(),
  venue: z.string(),
  gate: z.string(),
  state: z.enum(KIOSK_STATES),
  /** Codes of what is wrong, worst first; empty also of one that is out of service. */
  problems: z.array(z.string()),
  heardAt: moment.nullable(),
  unsent: z.int().nullable(),
  appVersion: z.string().nullable(),
  policyVersion: z.int().nullable(),
  /** `null` also where it is silent, and nobody knows since it was last heard. */
  policyAgeSeconds: z.int().nullable(),
  /** Versions of what is set from afar. `inForce` 0: none; `wanted` `null`: nobody has set any for its gate. */
  settings: z.object({ inForce: z.int().nullable(), wanted: z.int().nullable() }),
  /** The hub's list of who may decide by hand: `none`: the hub has none; `unknown`: the kiosk does not say, or was never heard. */
  guards: z.enum(['current', 'behind', 'none', 'unknown']),
  /** How many of those have no PIN: none was set, or it was withdrawn with a kiosk of the gate. */
  pinless: z.int().nonnegative(),
  keysAtRest: z.enum(['system', 'file']).nullable(),
  enrolledAt: moment,
  revokedAt: moment.nullable(),
  /** As whoever revoked it typed it; `null`: nobody did. */
  revokedBecause: z.string().nullable(),
  /** How it was put out of service by its own word, when it is revoked as well; `null`: it was not. */
  retired: retirementSchema.extend({ at: moment }).nullable(),
});
export type FleetKiosk = z.infer<typeof fleetKiosk>;

const fleetPage = z.object({
  rows: z.array(fleetKiosk),
  next: fleetPlace.nullable(),
  /** In each state, of all that is asked for but the state. */
  counts: z.record(z.enum(KIOSK_STATES), z.int().nonnegative()),
  /** That there are, by name. */
  venues: z.array(z.string()),
  /** Of the venue that is asked about, by name; empty where it is several, or they are too many to choose from. */
  gates: z.array(z.string()),
  /** When it was read, by the hub's clock. */
  atMs: z.int(),
});
export type FleetPage = z.infer<typeof fleetPage>;

/** Why a kiosk is taken out of service. */
const becauseText = kept(z.string().trim().min(1).max(200));

const venueTypeName = z.object({ 'zh-CN': z.string(), en: z.string() });

/** Each setting that IT sets from afar, in the order of the form. */
const remoteSetting = remoteSettingsSchema.keyof();
export type RemoteSetting = z.infer<typeof remoteSetting>;

/**
 * What was set from afar, as the audit log has it, in JSON. `venueType`: the type's name by the rules of then, which may
 * be other rules when somebody reads it; `null`: they did not know it, or none was set.
 */
export const auditedSettings = z.object({
  values: remoteSettingsSchema,
  venueType: venueTypeName.nullable(),
});

const settingVersion = z.object({
  version: z.int(),
  /** `null`: of all of the venue's gates. */
  gate: z.string().nullable(),
  values: remoteSettingsSchema,
  setAt: moment,
  /** Login; `null`: by the administrator's token. */
  setBy: z.string().nullable(),
});
export type SettingVersion = z.infer<typeof settingVersion>;

const fleetSettings = z.object({
  /** The newest of the venue and of each gate that has its own. */
  newest: z.array(settingVersion),
  /** The newest first. */
  versions: z.array(settingVersion),
  /** What to ask for versions `before`; `null`: there are no more. */
  next: z.int().nullable(),
  /** That there is a kiosk, a code or a setting of, by name. */
  gates: z.array(z.string()),
  /** Of the rules that are published now; empty: nobody knows. */
  venueTypes: z.array(z.object({ id: z.string(), name: venueTypeName })),
});
export type FleetSettings = z.infer<typeof fleetSettings>;

const scope = { venue: placeName.nullable(), gate: placeName.nullable() };
const settingAsk = z.object({ ...scope, values: remoteSettingsSchema.strict() });

/** Kiosks of a preview that are named. */
export const MAX_PREVIEWED = 200;

const settingPreview = z.object({
  /** In service in the scope; of them, those that something changes at; of them, those that have what is set now. */
  count: z.int(),
  changing: z.int(),
  taken: z.int(),
  /** Those that something changes at first; {@link MAX_PREVIEWED} at most. */
  kiosks: z.array(
    z.object({
      kiosk: z.uuid(),
      gate: z.string(),
      /** What is set from afar for its gate, and what would be. What is absent is as it is at the kiosk. */
      before: remoteSettingsSchema,
      after: remoteSettingsSchema,
      changes: z.array(remoteSetting),
      /** Whether it has said that it has what is set now; `null`: nothing is. */
      isTaken: z.boolean().nullable(),
      heardAt: moment.nullable(),
    }),
  ),
});
export type SettingPreview = z.infer<typeof settingPreview>;

/** Gates in one batch: the largest venue has some. */
export const MAX_BATCH_GATES = 200;
/** Of a venue or a gate that may be new: what is typed is looked at before it is put in its one spelling. */
const newName = kept(z.string().max(256)).pipe(placeName);
/** Lives that the console offers, in seconds; the last is the longest that a code may have. */
export const CODE_LIVES = [600, 3600, 28_800, 86_400] as const;

const CODE_STATES = ['open', 'used', 'withdrawn', 'expired'] as const;

const enrolmentCode = z.object({
  id: z.uuid(),
  venue: z.string(),
  gate: z.string(),
  state: z.enum(CODE_STATES),
  /** `null`: before hubs noted it. */
  madeAt: moment.nullable(),
  /** Login; `null`: by the administrator's token. */
  madeBy: z.string().nullable(),
  /** The first moment at which it is refused. */
  expiresAt: moment,
  /** Which has enrolled by it. */
  kiosk: z.object({ id: z.uuid(), enrolledAt: moment }).nullable(),
});
export type EnrolmentCode = z.infer<typeof enrolmentCode>;

const madeCode = z.object({
  id: z.uuid(),
  gate: z.string(),
  /** Told now, and never again. */
  code: z.string(),
  /** Where kiosks find the hub, to be typed with the code; `null`: nobody has said. */
  hub: z.string().nullable(),
  ticket: z.string().nullable(),
  noTicket: z.enum(NO_TICKET).nullable(),
  expiresAt: moment,
});
export type MadeCode = z.infer<typeof madeCode>;

const venueCode = z.object({
  venue: z.string(),
  gate: z.string(),
  /** The newest, which alone is taken. */
  serial: z.int().positive(),
  issuedAt: moment,
  /** Login; `null`: by a command. */
  issuedBy: z.string().nullable(),
  withdrawnAt: moment.nullable(),
  /** What stands in its QR code; `null`: nobody has said where phones find the hub, or it was withdrawn. */
  address: z.string().nullable(),
  /** How visitors of the gate check in, by what is set from afar. */
  mode: z.enum(CHECK_IN_WAYS),
});
export type ShownVenueCode = z.infer<typeof venueCode>;

const may = 'fleet' as const;

/** What IT asks of the hub about its kiosks; `docs/hub.md` says what each does. */
export const FLEET_CALLS = {
  'fleet:list': { ask: fleetAsk, reply: fleetPage, may },
  /** `pins`: how many PINs of its gate would be void with it. */
  'fleet:kiosk': {
    ask: z.object({ kiosk: z.uuid() }),
    reply: z.object({ kiosk: fleetKiosk, pins: z.int() }),
    may,
  },
  'fleet:revoke': {
    ask: z.object({ kiosk: z.uuid(), because: becauseText }),
    reply: z.object({ kiosk: fleetKiosk, pinsWithdrawn: z.int() }),
    may,
  },
  'fleet:settings': {
    ask: z.object({ venue: venueAsked, before: z.int().nullable() }),
    reply: fleetSettings,
    may,
  },
  'fleet:settings-preview': { ask: settingAsk, reply: settingPreview, may },
  /** `over`: the version of the scope that was looked at; `null`: there was none. */
  'fleet:settings-save': {
    ask: settingAsk.extend({ over: z.int().nullable() }),
    reply: z.object({ version: z.int(), kiosks: z.int() }),
    may,
  },
  /** Open ones first; those of the last day besides. */
  'fleet:codes': {
    ask: z.object({ venue: venueAsked }),
    reply: z.object({ codes: z.array(enrolmentCode), isAll: z.boolean() }),
    may,
  },
  /** A code for each of the gates, in their order: a gate with three kiosks is named three times. */
  'fleet:codes-make': {
    ask: z.object({
      venue: newName.nullable(),
      gates: z.array(newName).min(1).max(MAX_BATCH_GATES),
      lifeSeconds: z.int().min(1).max(CODE_LIVES[3]),
    }),
    reply: z.object({ codes: z.array(madeCode) }),
    may,
  },
  /** Venue codes of gates, and gates that could have one. */
  'fleet:venue-codes': {
    ask: z.object({ venue: venueAsked }),
    reply: z.object({ codes: z.array(venueCode), gates: z.array(z.string()) }),
    may,
  },
  /** A gate's first, or one in the place of all before. */
  'fleet:venue-code-issue': { ask: z.object({ venue: placeName.nullable(), gate: newName }), reply: venueCode, may },
  'fleet:venue-code-withdraw': { ask: z.object({ venue: placeName.nullable(), gate: newName }), reply: venueCode, may },
  'fleet:code-withdraw': { ask: z.object({ id: z.uuid() }), reply: enrolmentCode, may },
} as const;
