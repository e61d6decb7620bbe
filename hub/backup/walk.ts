import { sql } from 'kysely';
import type { Store } from '../store/schema.ts';

/** A chain as the hub accounts for it, with the key that signed for its head. */
export interface ChainRow {
  readonly venue: string;
  readonly chain: string;
  readonly kiosk: string;
  readonly through: number;
  readonly hash: Buffer;
  readonly dropped_through: number;
  readonly signed_sequence: string | null;
  readonly signed_hash: Buffer | null;
  readonly signature: Buffer | null;
  readonly signed_by: string | null;
  /** `x` of a JWK; `null`: no kiosk has the key `signed_by`. */
  readonly public_key: string | null;
}

/** What a kiosk has lost, both ends included. */
export interface HoleRow {
  readonly from: number;
  readonly through: number;
}

export interface EntryRow {
  readonly sequence: string;
  readonly hash: Buffer;
  readonly bytes: Buffer;
  readonly is_quarantined: boolean;
}

const ROWS_AT_ONCE = 500;

/** All chains, in the order of their key. */
export async function* walkChains(store: Store): AsyncGenerator<ChainRow> {
  let after = sql`true`;
  for (;;) {
    const { rows } = await sql<ChainRow>`
      select
        chain.venue, chain, chain.kiosk, through::float8, hash, dropped_through::float8, signed_sequence, signed_hash,
        signature, signed_by, public_key
      from chain left join kiosk on kiosk.key_id = signed_by
      where ${after} order by chain.venue, chain limit ${sql.lit(ROWS_AT_ONCE)}`.execute(store);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = sql`(chain.venue, chain) > (${last.venue}, ${last.chain}::uuid)`;
  }
}

type Key = Pick<ChainRow, 'venue' | 'chain'>;

/** In order, the first first. */
export async function readHoles(store: Store, { venue, chain }: Key): Promise<HoleRow[]> {
  const { rows } = await sql<HoleRow>`
    select from_sequence::float8 as "from", through_sequence::float8 as through from chain_hole
    where venue = ${venue} and chain = ${chain}::uuid order by from_sequence`.execute(store);
  return rows;
}

/** What is here of a chain, the first first. */
export async function* walkEntries(store: Store, { venue, chain }: Key): AsyncGenerator<EntryRow> {
  let after = '-1';
  for (;;) {
    const { rows } = await sql<EntryRow>`
      select sequence, hash, bytes, is_quarantined from entry
      where venue = ${venue} and chain = ${chain}::uuid and sequence > ${after}::bigint
      order by sequence limit ${sql.lit(ROWS_AT_ONCE)}`.execute(store);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = last.sequence;
  }
}

/** Entries of chains that the hub does not account for. */
export async function countStray(store: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::float8 as count from entry left join chain using (venue, chain)
    where chain.through is null`.execute(store);
  return rows[0]?.count ?? 0;
}
