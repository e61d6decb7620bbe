import type { Verdict } from '../../shared/verdict.ts';
import type { Store } from './schema.ts';

/** Which entries of a venue, newest first. */
export interface PageAsk {
  readonly venue: string;
  /** Half-open, by the kiosks' clocks. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly verdict: Verdict | null;
  /** The last entry of the page before; `null`: the first page. */
  readonly after: PagePlace | null;
  readonly limit: number;
}

/** An entry's place in that order: by time, and where times are the same by chain and sequence. */
export interface PagePlace {
  readonly epochMs: number;
  readonly chain: string;
  readonly sequence: number;
}

export interface PageRow extends PagePlace {
  readonly kiosk: string;
  readonly verdict: string | null;
}

/** What a manager looks at. A page costs the same wherever it lies: it begins at a place in an index, and counts nothing. */
export async function readPage(store: Store, ask: PageAsk): Promise<PageRow[]> {
  const rows = await pageQuery(store, ask).execute();
  return rows.map(({ kiosk, chain, sequence, epoch_ms, verdict: is }) => ({
    ...{ kiosk, chain, sequence: Number(sequence), epochMs: Number(epoch_ms), verdict: is },
  }));
}

/** The query of a page, which tests have explained. */
export function pageQuery(store: Store, ask: PageAsk) {
  const { after, verdict } = ask;
  let query = store
    .selectFrom('entry')
    .select(['kiosk', 'chain', 'sequence', 'epoch_ms', 'verdict'])
    .where('venue', '=', ask.venue)
    .where('epoch_ms', '>=', String(ask.fromMs))
    .where('epoch_ms', '<', String(ask.untilMs));
  if (verdict !== null) query = query.where('verdict', '=', verdict);
  if (after !== null) {
    const { epochMs, chain, sequence } = after;
    query = query
      .where('epoch_ms', '<=', String(epochMs))
      .where((is) =>
        is(is.refTuple('epoch_ms', 'chain', 'sequence'), '<', is.tuple(String(epochMs), chain, String(sequence))),
      );
  }
  return query.orderBy('epoch_ms', 'desc').orderBy('chain', 'desc').orderBy('sequence', 'desc').limit(ask.limit);
}
