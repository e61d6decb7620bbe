import { createHash, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { successionStatement } from '../../shared/statement.ts';
import { decodeTicket, type Ticket, type TicketFault } from '../../shared/ticket.ts';
import { enrolledSchema, PATHS, refusalSchema, type Enrolled } from '../../shared/wire.ts';
import { keyIdOf, publicHalf } from '../crypto.ts';
import {
  finishEnrolment,
  HUB_FILE,
  installEnrolment,
  keysIn,
  KEYS_BEFORE_FILE,
  KIOSK_KEY_FILE,
  noteTried,
  readHubFile,
  readTried,
  type HubFile,
  type Provisioning,
} from './enrolment.ts';
import { newKeyPair } from '../key-pair.ts';
import { readKey, type KeyFault, type SystemStore } from '../keys.ts';
import type { HubAnswer } from './answer.ts';
import type { HubAtHand, MeetFault } from './meet.ts';

/** What the hub may say to a ticket that IT can do something about; `refused`: anything else. */
const REFUSALS = ['code-unknown', 'code-expired', 'code-used', 'hub-busy', 'too-many-requests'] as const;

export type EnrolFault =
  | TicketFault
  | MeetFault
  /** Not the root that the ticket names. */
  | 'policy-root-of-another'
  | (typeof REFUSALS)[number]
  | 'refused'
  /** The key this kiosk had cannot be read, and without it the hub would not take what is still owed. */
  | KeyFault
  /** The hub takes this kiosk for another venue's, or does not know it, while entries wait for the hub it had. */
  | 'entries-owed';

/** Faults that only a hub can say, and after which it knows nothing of the new key. */
const NOT_TAKEN: ReadonlySet<EnrolFault> = new Set(['code-unknown', 'code-expired', 'code-used', 'entries-owed']);

export interface EnrolPlan {
  /** As IT was given it. */
  readonly ticket: string;
  /** The venue's folder, which is there. */
  readonly directory: string;
  /** Where the key of an earlier enrolment may be sealed. */
  readonly store: SystemStore | null;
  /** How many entries no hub has acknowledged. */
  readonly owed: () => number;
  /** It enrols as a kiosk that nobody knew before, and gives up its journal with what that still owes. */
  readonly abandonsOld?: boolean;
  /** What it is set to with it. */
  readonly provision?: Provisioning;
  /** Puts what it brings in force, which wants the app stopped; {@link installEnrolment} if nothing else is said. */
  readonly install?: typeof installEnrolment;
  /** @param key that the kiosk signs with */
  readonly meet: (ticket: Ticket, key: KeyObject) => Promise<Result<HubAtHand, MeetFault>>;
}

export interface EnrolledKiosk extends HubFile {
  /** Its journal was set aside: it goes on with a new one. */
  readonly beginsNewChain: boolean;
}

/**
 * Enrols a kiosk, or enrols it anew: the keys are made here, and the private one never leaves. Nothing is in force before
 * all of it is on disk; whatever interrupts it, it can be done again with another ticket.
 *
 * @throws where the disk does not take it
 */
export async function enrol(plan: EnrolPlan): Promise<Result<EnrolledKiosk, EnrolFault>> {
  const ticket = decodeTicket(plan.ticket);
  if (!ticket.ok) return ticket;
  finishEnrolment(plan.directory);
  const known = plan.abandonsOld === true ? ok([]) : keysKnown(plan);
  if (!known.ok) return known;
  const key = newKeyPair('ed25519').privateKey;
  const hub = await plan.meet(ticket.value, key);
  if (!hub.ok) return hub;
  try {
    return await enrolAt(hub.value, ticket.value, key, known.value, plan);
  } finally {
    await hub.value.close();
  }
}

async function enrolAt(
  hub: HubAtHand,
  ticket: Ticket,
  key: KeyObject,
  known: readonly KnownKey[],
  plan: EnrolPlan,
): Promise<Result<EnrolledKiosk, EnrolFault>> {
  const policyRoot = await fetchRoot(hub, ticket);
  if (!policyRoot.ok) return policyRoot;
  const triedBefore = readTried(plan.directory);
  noteTried(plan.directory, [derOf(key), ...triedBefore]);
  const before = readHubFile(plan.directory);
  const enrolled = await enrolWithOneOf(hub, ticket.code, key, { known, before }, plan);
  if (!enrolled.ok) {
    if (NOT_TAKEN.has(enrolled.fault)) noteTried(plan.directory, triedBefore);
    return enrolled;
  }
  const { kiosk, venue, gate, venueKey, knownBy } = enrolled.value;
  const place: HubFile = { hub: ticket.hub, hubKey: hub.hubKey, kiosk, venue, gate };
  // A hub that knows it by the key it has is the one it had. By one that was only tried it may be known elsewhere, and what was
  // written for another place does not go there.
  const isMoved = knownBy?.isInForce !== true && isElsewhere(before, place);
  if (isMoved && plan.abandonsOld !== true && plan.owed() > 0) return fail('entries-owed');
  const abandonsOld = plan.abandonsOld === true || isMoved;
  const endsJournal = abandonsOld ? 'abandoned' : knownBy === null && before !== null ? 'superseded' : null;
  const secrets = { kioskKey: derOf(key), venueKey: Buffer.from(venueKey, 'base64') };
  // A hub that is put back to a moment before this one knows one of these, and its chains.
  const ours = abandonsOld ? [] : known.filter(({ isInForce }) => isInForce);
  const keysBefore = ours.slice(0, MAX_BEFORE).map((one) => derOf(one.key));
  (plan.install ?? installEnrolment)(plan.directory, {
    ...{ hubFile: place, ...secrets, policyRoot: policyRoot.value, endsJournal },
    ...{ keysBefore, provision: plan.provision ?? null },
  });
  return ok({ ...place, beginsNewChain: endsJournal !== null });
}

/** Whether a kiosk moves: what one venue, or one hub, has had of it is nothing for another. */
function isElsewhere(before: HubFile | null, { hubKey, venue }: Pick<HubFile, 'hubKey' | 'venue'>): boolean {
  return before !== null && (before.hubKey !== hubKey || before.venue !== venue);
}

/** So often a kiosk may enrol anew between a hub's backup and its restore. */
const MAX_BEFORE = 8;

/** A key that a hub may know this kiosk by. */
interface KnownKey {
  readonly key: KeyObject;
  /** Of the last enrolment that came to its end, or of one before at the same place. */
  readonly isInForce: boolean;
}

/** The likeliest first. */
function keysKnown({ directory, store, owed }: EnrolPlan): Result<readonly KnownKey[], EnrolFault> {
  const held = readKey(join(directory, KIOSK_KEY_FILE), store);
  if (!held.ok && hasEnrolled(directory) && owed() > 0) return fail(held.fault);
  const tried = readTried(directory).map((der) => ({ key: privateKeyIn(der), isInForce: false }));
  const before = readKey(join(directory, KEYS_BEFORE_FILE), store);
  const ours = [...(held.ok ? [held.value.bytes] : []), ...(before.ok ? keysIn(before.value.bytes) : [])];
  return ok([...tried, ...ours.map((der) => ({ key: privateKeyIn(der), isInForce: true }))]);
}

/** Before, at whichever hub: what it has written then belongs to the kiosk that it was. */
function hasEnrolled(directory: string): boolean {
  return existsSync(join(directory, HUB_FILE));
}

async function fetchRoot(hub: HubAtHand, ticket: Ticket): Promise<Result<Uint8Array, EnrolFault>> {
  // By its hash: a newer one may have been published since the ticket was made.
  const hash = Buffer.from(ticket.policyRoot).toString('base64url');
  const answer = await hub.get(`${PATHS.policyRoot}?sha256=${hash}`);
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) return fail(refusalIn(answer.value));
  const { bytes } = answer.value;
  const isNamed = createHash('sha256').update(bytes).digest().equals(Buffer.from(ticket.policyRoot));
  return isNamed ? ok(bytes) : fail('policy-root-of-another');
}

/** As the successor of a key that the hub knows, if it knows any: it refuses a wrong one, and the code stays good. */
async function enrolWithOneOf(
  hub: HubAtHand,
  code: string,
  key: KeyObject,
  { known, before }: { readonly known: readonly KnownKey[]; readonly before: HubFile | null },
  { owed }: EnrolPlan,
): Promise<Result<Enrolled & { readonly knownBy: KnownKey | null }, EnrolFault>> {
  // The hub it has, put back to a moment before it enrolled: what it owes is owed to that hub still.
  let isForgotten = before?.hubKey === hub.hubKey;
  for (const old of known) {
    const answer = await post(hub, code, key, old.key);
    if (answer.ok) return ok({ ...answer.value, knownBy: old });
    if (!isOfPredecessor(answer.fault)) return fail(answer.fault);
    // What was only tried may be known anywhere, and says nothing of the journal.
    isForgotten &&= !old.isInForce || answer.fault === 'predecessor-unknown';
  }
  // Before the first enrolment that came to its end nothing is owed to anybody else.
  const isFirst = known.every(({ isInForce }) => !isInForce);
  if (!isFirst && !isForgotten && owed() > 0) return fail('entries-owed');
  const answer = await post(hub, code, key, null);
  if (answer.ok) return ok({ ...answer.value, knownBy: null });
  return fail(isOfPredecessor(answer.fault) ? 'refused' : answer.fault);
}

async function post(
  hub: HubAtHand,
  code: string,
  key: KeyObject,
  old: KeyObject | null,
): Promise<Result<Enrolled, EnrolFault | PredecessorFault>> {
  const publicKey = publicHalf(key);
  const predecessor = old === null ? {} : { predecessor: succession(publicKey, code, old) };
  const answer = await hub.post(PATHS.enrol, { code, publicKey, ...predecessor });
  if (!answer.ok) return answer;
  if (answer.value.status !== 200) {
    return fail(predecessorFaultIn(answer.value) ?? refusalIn(answer.value));
  }
  const enrolled = enrolledSchema.safeParse(answer.value.body);
  return enrolled.success ? ok(enrolled.data) : fail('refused');
}

function succession(publicKey: string, code: string, old: KeyObject): { keyId: string; signature: string } {
  const statement = successionStatement(keyIdOf(publicKey), code);
  return { keyId: keyIdOf(publicHalf(old)), signature: sign(null, statement, old).toString('base64') };
}

type PredecessorFault = 'predecessor-wrong' | 'predecessor-unknown';

function isOfPredecessor(fault: EnrolFault | PredecessorFault): fault is PredecessorFault {
  return fault === 'predecessor-wrong' || fault === 'predecessor-unknown';
}

/** A hub of an earlier release does not say which: then it may be another's. */
function predecessorFaultIn({ body }: HubAnswer): PredecessorFault | null {
  const refusal = refusalSchema.safeParse(body).data;
  if (refusal?.fault !== 'predecessor-wrong') return null;
  return refusal.predecessor === 'unknown' ? 'predecessor-unknown' : 'predecessor-wrong';
}

function faultIn({ body }: HubAnswer): string | undefined {
  return refusalSchema.safeParse(body).data?.fault;
}

function refusalIn(answer: HubAnswer): (typeof REFUSALS)[number] | 'refused' {
  const fault = faultIn(answer);
  // Of hub processes whose clocks differ another one may take it.
  if (fault === 'clocks-differ') return 'hub-busy';
  return REFUSALS.find((one) => one === fault) ?? 'refused';
}

function privateKeyIn(der: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
}

function derOf(key: KeyObject): Uint8Array {
  return key.export({ format: 'der', type: 'pkcs8' });
}
