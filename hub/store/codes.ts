import { sql } from 'kysely';
import type { EnrolmentCode } from '../../shared/console/fleet.ts';
import type { Store } from './schema.ts';

/** Codes that are told of. */
interface Which {
  /** `null`: of all venues. */
  readonly venue: string | null;
  /** One alone; `null`: all. */
  readonly id: string | null;
  readonly now: Date;
  readonly limit: number;
}

/** Codes as they stand, and never their text: those that are open first, then the newest. */
export async function listCodes(store: Store, { venue, id, now, limit }: Which): Promise<EnrolmentCode[]> {
  const isOpen = sql<boolean>`(used_by is null and expires_at > ${now}::timestamptz)`;
  let query = store
    .selectFrom('enrolment_code as code')
    .leftJoin('account', 'account.id', 'code.made_by')
    .leftJoin('kiosk', 'kiosk.id', 'code.used_by')
    .select(['code.id', 'code.venue', 'code.gate', 'expires_at', 'made_at', 'withdrawn_at', 'login'])
    .select(['used_by', 'enrolled_at'])
    .orderBy(isOpen, 'desc')
    .orderBy('expires_at', 'desc')
    .orderBy('code.gate')
    .orderBy('code.id')
    .limit(limit);
  if (venue !== null) query = query.where('code.venue', '=', venue);
  if (id !== null) query = query.where('code.id', '=', id);
  const rows = await query.execute();
  return rows.map((row) => ({
    ...{ id: row.id, venue: row.venue, gate: row.gate },
    state: stateOf(row, now),
    madeAt: row.made_at?.toISOString() ?? null,
    madeBy: row.login,
    expiresAt: row.expires_at.toISOString(),
    kiosk:
      row.used_by === null || row.enrolled_at === null
        ? null
        : { id: row.used_by, enrolledAt: row.enrolled_at.toISOString() },
  }));
}

interface Stand {
  readonly used_by: string | null;
  readonly withdrawn_at: Date | null;
  readonly expires_at: Date;
}

function stateOf({ used_by: usedBy, withdrawn_at: withdrawnAt, expires_at: expiresAt }: Stand, now: Date) {
  if (usedBy !== null) return 'used';
  if (withdrawnAt !== null) return 'withdrawn';
  return expiresAt <= now ? 'expired' : 'open';
}

/** Lets nobody enrol by a code any more. @returns `false`: nobody can by now, or there is none */
export async function withdrawCode(
  tx: Store,
  { venue, id }: { readonly venue: string | null; readonly id: string },
  now: Date,
): Promise<boolean> {
  let query = tx
    .updateTable('enrolment_code')
    .set({ expires_at: now, withdrawn_at: now })
    .where('id', '=', id)
    .where('used_by', 'is', null)
    .where('expires_at', '>', now);
  if (venue !== null) query = query.where('venue', '=', venue);
  const { numUpdatedRows } = await query.executeTakeFirst();
  return numUpdatedRows === 1n;
}
