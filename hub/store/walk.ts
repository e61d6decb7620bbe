import { sql, type RawBuilder } from 'kysely';
import type { Store } from './schema.ts';

/** Which entries of a venue. */
export interface WalkAsk {
  readonly venue: string;
  /** `null`: of all gates. */
  readonly gate: string | null;
  /** `null`: all chains. */
  readonly chain: string | null;
  /** Half-open, by the kiosks' clocks; of an entry that cannot be read, by the hub's when it came. `null`: no end. */
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

/** An entry as it was received, and where. */
export interface WalkRow {
  readonly gate: string;
  readonly kiosk: string;
  readonly chain: string;
  /** As the database has it: decimal. */
  readonly sequence: string;
  readonly received_at: Date;
  readonly hash: Buffer;
  readonly bytes: Buffer;
  readonly is_quarantined: boolean;
}

const ROWS_AT_ONCE = 500;

/**
 * Walks through entries by their own time, and after them through those in quarantine, by when they came. As they stood
 * at one moment, where the transaction sees one; in a memory that does not grow with their number.
 *
 * @param tx a transaction, which holds retention back while it is open
 */
export async function* walkEntries(tx: Store, ask: WalkAsk): AsyncGenerator<WalkRow> {
  const own = sql`epoch_ms`;
  yield* fetchAll(tx, ask, sql`not is_quarantined and ${isWithin(ask, own)}`, own);
  const received = sql`floor(extract(epoch from received_at) * 1000)`;
  yield* fetchAll(tx, ask, sql`is_quarantined and ${isWithin(ask, received)}`, sql`received_at`);
}

function isWithin({ fromMs, untilMs }: WalkAsk, timeMs: RawBuilder<unknown>): RawBuilder<unknown> {
  const [from, until] = [sql`${fromMs}::bigint`, sql`${untilMs}::bigint`];
  return sql`(${from} is null or ${timeMs} >= ${from}) and (${until} is null or ${timeMs} < ${until})`;
}

async function* fetchAll(
  tx: Store,
  { venue, gate, chain }: WalkAsk,
  condition: RawBuilder<unknown>,
  time: RawBuilder<unknown>,
): AsyncGenerator<WalkRow> {
  await sql`
    declare walk no scroll cursor for
    select kiosk.gate, entry.kiosk, chain, sequence, received_at, hash, bytes, is_quarantined
    from entry join kiosk on kiosk.id = entry.kiosk
    where entry.venue = ${venue}::text and ${condition}
      and (${gate}::text is null or kiosk.gate = ${gate}::text)
      and (${chain}::uuid is null or chain = ${chain}::uuid)
    order by ${time}, chain, sequence`.execute(tx);
  for (;;) {
    const { rows } = await sql<WalkRow>`fetch ${sql.raw(String(ROWS_AT_ONCE))} from walk`.execute(tx);
    yield* rows;
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await sql`close walk`.execute(tx);
}
