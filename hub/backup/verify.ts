import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

/** `bytes`: an entry whose bytes do not have its hash. `chain`: one that lacks entries its head and retention account for. */
export type Wrong = 'bytes' | 'chain';

/** Looks whether a hub's database is what its own numbers say. */
export async function findWrong(store: Store): Promise<Wrong | null> {
  const bytes = await sql`select from entry where sha256(bytes) <> hash limit 1`.execute(store);
  if (bytes.rows.length > 0) return 'bytes';
  const chain = await sql`
    with held as (
      select venue, chain, count(*) as there
      from entry join chain using (venue, chain) where sequence > dropped_through group by venue, chain
    ), lost as (
      select venue, chain, sum(greatest(through_sequence - greatest(from_sequence - 1, dropped_through), 0)) as missing
      from chain_hole join chain using (venue, chain) group by venue, chain
    )
    select from chain left join held using (venue, chain) left join lost using (venue, chain)
    where coalesce(there, 0) + coalesce(missing, 0) <> through - dropped_through
    limit 1`.execute(store);
  return chain.rows.length > 0 ? 'chain' : null;
}
