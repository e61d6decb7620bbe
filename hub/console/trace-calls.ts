import type { ConsoleAsk, ConsoleFault } from '../../shared/console/calls.ts';
import { MAY } from '../../shared/console/abilities.ts';
import type { LogPlace } from '../../shared/console/log.ts';
import { TRACE_FOR_MS, type Trace, type TraceScope } from '../../shared/console/person.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { findKin, type Kin } from '../store/account-list.ts';
import type { Account } from '../store/account.ts';
import { changeAccounts } from '../store/accounts.ts';
import { note, type About } from '../store/audit.ts';
import type { Store } from '../store/schema.ts';
import {
  decideTrace,
  forgetTraced,
  insertTrace,
  readTraces,
  stateOf,
  withdrawTrace,
  type TraceRow,
} from '../store/traces.ts';
import { doneBy, venueOf, type Asker, type ConsoleHandlers } from './asking.ts';
import type { Traced } from './data.ts';
import { keyOfNumber } from './log-calls.ts';

type Traces = 'trace:list' | 'trace:request' | 'trace:withdraw' | 'trace:decide' | 'trace:look';

/** Who was there: asked for by one, approved of by another, for a time, each step in the audit log. */
export function traceCalls(hub: Hub): Pick<ConsoleHandlers, Traces> {
  return {
    'trace:list': (asker) => list(hub, asker),
    'trace:request': (asker, ask) => request(hub, asker, ask),
    'trace:withdraw': (asker, { id }) => withdraw(hub, asker, id),
    'trace:decide': (asker, ask) => decide(hub, asker, ask),
    'trace:look': (asker, ask) => look(hub, asker, ask),
  };
}

function isAuditor({ role }: Account): boolean {
  return MAY[role].includes('approve-trace');
}

/** Auditors see all of their venue; whoever asks for traces, their own. */
async function list(hub: Hub, asker: Asker): ReturnType<ConsoleHandlers['trace:list']> {
  const { account, now } = asker;
  const venue = venueOf(asker);
  if (!venue.ok) return venue;
  const { store } = hub.database;
  await forgetTraced(store, now);
  const requester = isAuditor(account) ? null : account.id;
  const rows = await readTraces(store, { venue: venue.value, id: null, requester });
  const kin = await findKin(store, account.id);
  return ok({ traces: rows.map((row) => describe(row, asker, kin)) });
}

function describe(row: TraceRow, { account, now }: Asker, kin: Kin): Trace {
  const state = stateOf(row, now);
  const until = row.is_approved === true ? new Date((row.decided_at ?? now).getTime() + TRACE_FOR_MS) : null;
  return {
    ...{ id: row.id, scope: row.scope, caseNumber: row.case_number, purpose: row.purpose },
    requestedBy: row.requestedBy,
    requestedAt: row.requested_at.toISOString(),
    state,
    decidedBy: row.decidedBy,
    decidedAt: row.decided_at?.toISOString() ?? null,
    untilAt: until?.toISOString() ?? null,
    keptFromDeciding: keptFrom(row, account, state === 'waiting', kin),
  };
}

/** @param kin the asker's */
function keptFrom(
  { requester }: TraceRow,
  account: Account,
  isWaiting: boolean,
  { makers, made }: Kin,
): Trace['keptFromDeciding'] {
  if (!isAuditor(account)) return 'no-auditor';
  if (requester === account.id) return 'own';
  if (!isWaiting) return 'decided';
  if (makers.has(requester)) return 'made-by-requester';
  return made.has(requester) ? 'made-requester' : null;
}

/** One that somebody may see, as it is now; another venue's is as one that is not there. */
async function findOne(store: Store, asker: Asker, id: string): Promise<Result<TraceRow, 'not-found' | 'not-allowed'>> {
  const venue = venueOf(asker);
  if (!venue.ok) return venue;
  const requester = isAuditor(asker.account) ? null : asker.account.id;
  const [row] = await readTraces(store, { venue: venue.value, id, requester });
  return row === undefined ? fail('not-found') : ok(row);
}

async function readAgain(tx: Store, asker: Asker, id: string): Promise<Result<Trace, 'not-found' | 'not-allowed'>> {
  const found = await findOne(tx, asker, id);
  return found.ok ? ok(describe(found.value, asker, await findKin(tx, asker.account.id))) : found;
}

/** Its number, and what it is about but for whom. */
export function aboutTrace({
  id,
  case_number: caseNumber,
  scope,
}: Pick<TraceRow, 'id' | 'case_number' | 'scope'>): About {
  return { trace: id, caseNumber, ...scope };
}

async function request(
  hub: Hub,
  asker: Asker,
  { scope: asked, caseNumber, purpose }: ConsoleAsk<'trace:request'>,
): ReturnType<ConsoleHandlers['trace:request']> {
  const { account, now } = asker;
  const venue = venueOf(asker);
  if (!venue.ok) return venue;
  const about = readScope(hub, venue.value, asked);
  if (!about.ok) return about;
  const { scope, personKey } = about.value;
  if (scope.untilMs <= scope.fromMs) return fail('ask-malformed');
  const id = hub.newId();
  return changeAccounts(hub.database.store, account, async (tx) => {
    await insertTrace(
      tx,
      { id, venue: venue.value, requester: account.id, caseNumber, purpose, scope, personKey },
      now,
    );
    await note(tx, doneBy(asker, 'trace-requested', aboutTrace({ id, case_number: caseNumber, scope })), now);
    return readAgain(tx, asker, id);
  });
}

/** A number is a key from here on. */
function readScope(
  hub: Hub,
  venue: string,
  asked: ConsoleAsk<'trace:request'>['scope'],
): Result<{ readonly scope: TraceScope; readonly personKey: Buffer | null }, 'number-wrong'> {
  if (asked.is === 'time') return ok({ scope: asked, personKey: null });
  const { number, ...scope } = asked;
  const key = keyOfNumber(hub, venue, number);
  return key.ok ? ok({ scope, personKey: key.value }) : key;
}

function withdraw(hub: Hub, asker: Asker, id: string): ReturnType<ConsoleHandlers['trace:withdraw']> {
  const { account, now } = asker;
  return changeAccounts(hub.database.store, account, async (tx): ReturnType<ConsoleHandlers['trace:withdraw']> => {
    const found = await findOne(tx, asker, id);
    if (!found.ok) return found;
    if (found.value.requester !== account.id) return fail('not-allowed');
    if (!isOpen(found.value, now)) return fail('trace-closed');
    const done = await withdrawTrace(tx, id, now);
    if (!done.ok) return done;
    await note(tx, doneBy(asker, 'trace-withdrawn', aboutTrace(found.value)), now);
    return readAgain(tx, asker, id);
  });
}

function isOpen(row: TraceRow, now: Date): boolean {
  const state = stateOf(row, now);
  return state === 'waiting' || state === 'approved';
}

function decide(
  hub: Hub,
  asker: Asker,
  { id, isApproved }: ConsoleAsk<'trace:decide'>,
): ReturnType<ConsoleHandlers['trace:decide']> {
  const { account, now } = asker;
  return changeAccounts(hub.database.store, account, async (tx): ReturnType<ConsoleHandlers['trace:decide']> => {
    const found = await findOne(tx, asker, id);
    if (!found.ok) return found;
    const row = found.value;
    const kept = keptFrom(row, account, stateOf(row, now) === 'waiting', await findKin(tx, account.id));
    if (kept !== null) return fail(kept === 'decided' ? 'trace-closed' : 'not-allowed');
    const done = await decideTrace(tx, id, { by: account.id, isApproved }, now);
    if (!done.ok) return done;
    await note(tx, doneBy(asker, 'trace-decided', { ...aboutTrace(row), isApproved }), now);
    return readAgain(tx, asker, id);
  });
}

/** An approved trace, whose entries may be read. */
export interface OpenTrace {
  readonly venue: string;
  readonly row: TraceRow;
  readonly traced: Traced;
}

/**
 * Opens a trace for whoever requested it or, where they only look, has approved of it; while the approval holds.
 *
 * @param isOnlyLook `false`: what is sealed is taken along
 */
export async function openTrace(
  hub: Hub,
  asker: Asker,
  id: string,
  isOnlyLook: boolean,
): Promise<Result<OpenTrace, ConsoleFault>> {
  const found = await findOne(hub.database.store, asker, id);
  if (!found.ok) return found;
  const row = found.value;
  if (!mayOpen(row, asker.account, isOnlyLook)) return fail('not-allowed');
  const state = stateOf(row, new Date(hub.nowMs()));
  if (state === 'waiting') return fail('not-allowed');
  const traced = state === 'approved' ? tracedOf(row) : null;
  return traced === null ? fail('trace-closed') : ok({ venue: row.venue, row, traced });
}

/** Who has asked, and who has decided, as long as their role is one that asks, or decides. */
function mayOpen({ requester, decider }: TraceRow, { id, role }: Asker['account'], isOnlyLook: boolean): boolean {
  if (requester === id) return MAY[role].includes('trace');
  return isOnlyLook && decider === id && MAY[role].includes('approve-trace');
}

function tracedOf({ scope, person_key: key }: TraceRow): Traced | null {
  if (scope.is === 'time') return scope;
  return key === null ? null : { ...scope, key };
}

async function look(
  hub: Hub,
  asker: Asker,
  { id, after, limit }: { readonly id: string; readonly after: LogPlace | null; readonly limit: number },
): ReturnType<ConsoleHandlers['trace:look']> {
  const open = await openTrace(hub, asker, id, true);
  if (!open.ok) return open;
  const { venue, row, traced } = open.value;
  await note(
    hub.database.store,
    doneBy(asker, 'trace-looked-at', { ...aboutTrace(row), isFirstPage: after === null }),
    asker.now,
  );
  const stay = await hub.consoleData.stay(venue, traced);
  return ok(await hub.consoleData.traced(venue, traced, { stay, after, limit }));
}
