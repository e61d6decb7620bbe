import { sql, type Selectable } from 'kysely';
import { ACCOUNT_ROLES, MAY } from '../../shared/console/abilities.ts';
import { TRACE_FOR_MS, type TRACE_STATES, type TraceScope } from '../../shared/console/person.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Store, Tables } from './schema.ts';

export type TraceState = (typeof TRACE_STATES)[number];

/** A trace as it was requested, and what became of it. */
export interface TraceRow extends Omit<Selectable<Tables['trace_request']>, 'requested_by' | 'decided_by'> {
  /** Accounts' ids, and how they are shown: name and login. */
  readonly requester: string;
  readonly requestedBy: string;
  readonly decider: string | null;
  readonly decidedBy: string | null;
  /** Whether who has decided is, and has been since, one who decides; `false` too where nobody has. */
  readonly isDeciderStill: boolean;
}

/** Whose yes counts for as long as their account goes on as it is. */
const DECIDERS = ACCOUNT_ROLES.filter((role) => MAY[role].includes('approve-trace'));

/** Half-open: over from {@link TRACE_FOR_MS} after it was approved; undecided, after it was requested. */
export function stateOf(
  trace: Pick<TraceRow, 'requested_at' | 'decided_at' | 'is_approved' | 'withdrawn_at' | 'isDeciderStill'>,
  now: Date,
): TraceState {
  if (trace.withdrawn_at !== null) return 'withdrawn';
  if (trace.is_approved === false) return 'refused';
  const since = trace.decided_at ?? trace.requested_at;
  if (now.getTime() >= since.getTime() + TRACE_FOR_MS) return 'over';
  if (trace.is_approved !== true) return 'waiting';
  return trace.isDeciderStill ? 'approved' : 'approver-gone';
}

export interface NewTrace {
  readonly id: string;
  readonly venue: string;
  readonly requester: string;
  readonly caseNumber: string;
  readonly purpose: string;
  readonly scope: TraceScope;
  /** Of a scope that is about a person; `null`: it is about none. */
  readonly personKey: Uint8Array | null;
}

export async function insertTrace(tx: Store, trace: NewTrace, now: Date): Promise<void> {
  const { id, venue, requester, caseNumber, purpose, scope, personKey } = trace;
  await tx
    .insertInto('trace_request')
    .values({
      ...{ id, venue, purpose, requested_by: requester, requested_at: now, case_number: caseNumber },
      scope: JSON.stringify(scope),
      person_key: personKey === null ? null : Buffer.from(personKey),
      ...{ decided_by: null, decided_at: null, is_approved: null, withdrawn_at: null },
    })
    .execute();
}

const MAX_LISTED = 500;

export interface TraceAsk {
  readonly venue: string;
  /** `null`: all of the venue. */
  readonly id: string | null;
  /** `null`: of whoever requested it. */
  readonly requester: string | null;
}

/** Newest first, the last {@link MAX_LISTED}. */
export async function readTraces(store: Store, { venue, id, requester }: TraceAsk): Promise<TraceRow[]> {
  let query = store
    .selectFrom('trace_request')
    .innerJoin('account as requester', 'requester.id', 'requested_by')
    .leftJoin('account as decider', 'decider.id', 'decided_by')
    .selectAll('trace_request')
    .select(['requester.name as requester_name', 'requester.login as requester_login'])
    .select(['decider.name as decider_name', 'decider.login as decider_login'])
    .select(isDeciderStill.as('is_decider_still'))
    .where('trace_request.venue', '=', venue)
    .orderBy('requested_at', 'desc')
    .orderBy('trace_request.id')
    .limit(MAX_LISTED);
  if (id !== null) query = query.where('trace_request.id', '=', id);
  if (requester !== null) query = query.where('requested_by', '=', requester);
  const rows = await query.execute();
  return rows.map(
    ({ requested_by, decided_by, requester_name, requester_login, decider_name, decider_login, ...rest }) => {
      const { is_decider_still: isStill, ...row } = rest;
      return {
        ...row,
        isDeciderStill: isStill,
        requester: requested_by,
        requestedBy: shown(requester_name, requester_login),
        decider: decided_by,
        decidedBy: decider_name === null || decider_login === null ? null : shown(decider_name, decider_login),
      };
    },
  );
}

/** Who was ended, and given back, or made another and an auditor again, has not approved as who they are now. */
const isDeciderStill = sql<boolean>`coalesce(
  decider.is_active and decider.role in (${sql.join(DECIDERS)}) and not exists (
    select from account_grant
    where account = decider.id and did in ('role', 'activated') and granted_at > trace_request.decided_at
  ), false)`;

function shown(name: string, login: string): string {
  return `${name} (${login})`;
}

export interface Decision {
  readonly by: string;
  readonly isApproved: boolean;
}

/** Decides what waits; of what is refused, whose it was about is forgotten. @returns `trace-closed`: somebody was faster */
export async function decideTrace(
  tx: Store,
  id: string,
  { by, isApproved }: Decision,
  now: Date,
): Promise<Result<null, 'trace-closed'>> {
  const { numUpdatedRows } = await tx
    .updateTable('trace_request')
    .set({ decided_by: by, decided_at: now, is_approved: isApproved, ...(isApproved ? {} : { person_key: null }) })
    .where('id', '=', id)
    .where('decided_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? ok(null) : fail('trace-closed');
}

/** Whose it was about is forgotten. */
export async function withdrawTrace(tx: Store, id: string, now: Date): Promise<Result<null, 'trace-closed'>> {
  const { numUpdatedRows } = await tx
    .updateTable('trace_request')
    .set({ withdrawn_at: now, person_key: null })
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n ? ok(null) : fail('trace-closed');
}

/** Forgets whom traces were about that are over. */
export async function forgetTraced(store: Store, now: Date): Promise<void> {
  await store
    .updateTable('trace_request')
    .set({ person_key: null })
    .where('person_key', 'is not', null)
    .where(sql<Date>`coalesce(decided_at, requested_at)`, '<=', new Date(now.getTime() - TRACE_FOR_MS))
    .execute();
}

/** Forgets whom traces were about that somebody has approved who is no more who they were: none of them opens again. */
export async function forgetApprovedBy(tx: Store, decider: string): Promise<void> {
  await tx
    .updateTable('trace_request')
    .set({ person_key: null })
    .where('decided_by', '=', decider)
    .where('person_key', 'is not', null)
    .execute();
}

/** Of a restored hub: what was withdrawn since the backup is not to be open again. */
export async function endTraces(store: Store, now: Date): Promise<void> {
  await store
    .updateTable('trace_request')
    .set({ withdrawn_at: now, person_key: null })
    .where('withdrawn_at', 'is', null)
    .where('is_approved', 'is distinct from', false)
    .where(sql<Date>`coalesce(decided_at, requested_at)`, '>', new Date(now.getTime() - TRACE_FOR_MS))
    .execute();
}
