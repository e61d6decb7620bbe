import { sql } from 'kysely';
import type { Verdict } from '../../shared/verdict.ts';
import type { CheckIn } from '../../shared/wire.ts';
import type { Store } from './schema.ts';

/** A check-in by phone, but for what only its entry has. */
export interface KnownCheckIn {
  /** UUID of the entry. */
  readonly entry: string;
  /** UUID that the page made for it. */
  readonly ask: string;
  /** `null`: nobody is known. */
  readonly personKey: Uint8Array | null;
  readonly atMs: number;
  readonly maskedName: string | null;
  readonly verdict: Verdict;
  /** Codes, worst first. */
  readonly reasons: readonly string[];
}

/** How long check-ins are kept beside their entries, in milliseconds: no kiosk tells later that a receipt was used. */
const KEPT_MS = 24 * 3_600_000;

/** What was entered at a gate since a moment, and may be asked for again. @param phones as the log has them */
export async function readRecent(tx: Store, phones: string, sinceMs: number): Promise<KnownCheckIn[]> {
  const rows = await tx
    .selectFrom('self_check_in')
    .selectAll()
    .where('phones', '=', phones)
    .where('at_ms', '>', String(sinceMs))
    .orderBy('change')
    .execute();
  return rows.map(({ entry, ask, verdict, reasons, ...row }) => ({
    ...{ entry, ask, verdict, reasons },
    personKey: row.person_key,
    atMs: Number(row.at_ms),
    maskedName: row.masked_name,
  }));
}

export async function keepCheckIns(tx: Store, phones: string, list: readonly KnownCheckIn[]): Promise<void> {
  if (list.length === 0) return;
  await tx
    .insertInto('self_check_in')
    .values(
      list.map(({ entry, ask, personKey, atMs, maskedName, verdict, reasons }) => ({
        ...{ entry, phones, ask, verdict, reasons: [...reasons] },
        person_key: personKey === null ? null : Buffer.from(personKey),
        at_ms: atMs,
        masked_name: maskedName,
        used_at: null,
      })),
    )
    .execute();
}

/** Forgets what was entered a day ago and before; the entries stay. */
export async function forgetCheckIns(store: Store, now: Date): Promise<void> {
  await store
    .deleteFrom('self_check_in')
    .where('at_ms', '<=', String(now.getTime() - KEPT_MS))
    .execute();
}

/** Which check-ins are told. */
interface Which {
  readonly venue: string;
  readonly gate: string;
  /** Those that changed after this; `null`: what was entered after `sinceMs`. */
  readonly after: number | null;
  readonly sinceMs: number;
  readonly limit: number;
}

/** In the order in which they changed last. */
export async function readCheckIns(
  store: Store,
  { venue, gate, after, sinceMs, limit }: Which,
): Promise<(CheckIn & { readonly change: number })[]> {
  let query = store
    .selectFrom('self_check_in')
    .innerJoin('venue_code', 'venue_code.phones', 'self_check_in.phones')
    .select(['entry', 'at_ms', 'masked_name', 'verdict', 'reasons', 'used_at', 'change'])
    .where('venue', '=', venue)
    .where('gate', '=', gate)
    .where('at_ms', '>', String(sinceMs))
    .orderBy('change')
    .limit(limit);
  if (after !== null) query = query.where('change', '>', String(after));
  const rows = await query.execute();
  return rows.map(({ entry, verdict, reasons, change, ...row }) => ({
    ...{ entry, verdict, change: Number(change) },
    atMs: Number(row.at_ms),
    maskedName: row.masked_name,
    reason: reasons[0] ?? null,
    isUsed: row.used_at !== null,
  }));
}

/** Notes that receipts of a gate were used there; one that was noted before stays as it is. @param tx that has locked the chain's head */
export async function noteUsed(tx: Store, phones: string, entries: readonly string[], now: Date): Promise<void> {
  await sql`
    update self_check_in set used_at = ${now}::timestamptz, change = default
    where phones = ${phones} and entry = any(${[...entries]}::uuid[]) and used_at is null`.execute(tx);
}
