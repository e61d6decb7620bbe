import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

/** Of whom, and since when, epoch milliseconds. */
interface Whom {
  readonly venue: string;
  readonly key: Uint8Array;
  readonly sinceMs: number;
  /** Check-ins that do not count: by the phones of a gate, after that moment. Whoever asks again at once has not come again. */
  readonly but: { readonly phones: string; readonly sinceMs: number };
}

/** When somebody was last let in at any gate of the venue, by what has come so far; `null`: not since then. */
export async function findLastAdmitted(store: Store, { venue, key, sinceMs, but }: Whom): Promise<number | null> {
  const { rows } = await sql<{ at: string | null }>`
    select max(epoch_ms) as at from entry
    where person_key = ${Buffer.from(key)} and kind is not null and venue = ${venue} and verdict = 'admit'
      and epoch_ms >= ${sinceMs} and not (kiosk = ${but.phones} and epoch_ms > ${but.sinceMs})`.execute(store);
  const at = rows[0]?.at ?? null;
  return at === null ? null : Number(at);
}
