import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

/** `bytes`: an entry whose bytes do not have its hash. `chain`: one that lacks entries its head and retention account for. */
export type Wrong = 'bytes' | 'chain';

/** Looks whether a hub's database is what its own numbers say. */
export async function findWrong(store: Store): Promise<Wrong | null> {
  const bytes = await sql`select from entry where sha256(bytes) <> hash limit 1`.execute(store);
  if (bytes.rows.length > 0) return 'bytes';
  const chain = await sql`
    select from chain left join (
      select entry.venue, entry.chain, count(*) as there, max(sequence) as last
      from entry join chain using (venue, chain) where sequence > dropped_through group by entry.venue, entry.chain
    ) as held using (venue, chain)
    where coalesce(there, 0) <> greatest(through - dropped_through, 0) or (there > 0 and last <> through)
    limit 1`.execute(store);
  return chain.rows.length > 0 ? 'chain' : null;
}
