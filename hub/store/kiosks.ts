import type { Report, Retirement } from '../../shared/wire.ts';
import type { Mark } from './chain.ts';
import type { Store } from './schema.ts';

/** A chain as the hub knows it. */
export interface KnownChain extends Mark {
  readonly chain: string;
  readonly advancedAt: Date;
  /** The newest entry that the kiosk has signed for, which may not have come yet. */
  readonly signed: Mark | null;
}

/** A kiosk as somebody who keeps an eye on all of them sees it. */
export interface KnownKiosk {
  readonly id: string;
  readonly venue: string;
  readonly gate: string;
  readonly keyId: string;
  readonly enrolledAt: Date;
  readonly revokedAt: Date | null;
  /** When it said that it is taken out of service, and what it said of its entries; `null`: it has not. */
  readonly retired: { readonly at: Date; readonly retirement: Retirement } | null;
  /** Id of the kiosk that has its chains since it enrolled anew; `null`: none, or before hubs noted it. */
  readonly successor: string | null;
  /** Its last word; `null`: none yet. */
  readonly heard: { readonly at: Date; readonly report: Report } | null;
  readonly chains: readonly KnownChain[];
}

export interface KioskQuery {
  /** Kiosks whose id comes after this one; `null`: from the first. */
  readonly after: string | null;
  /** `null`: of all venues. */
  readonly venue: string | null;
  readonly limit: number;
}

/** Whether a kiosk was ever enrolled there. @param place `gate` `null`: at any of the venue's */
export async function isPlace(
  store: Store,
  { venue, gate }: { readonly venue: string; readonly gate: string | null },
): Promise<boolean> {
  let query = store.selectFrom('kiosk').select('id').where('venue', '=', venue).where('is_phones', '=', false).limit(1);
  if (gate !== null) query = query.where('gate', '=', gate);
  return (await query.executeTakeFirst()) !== undefined;
}

/** Kiosks that hear what is set for these gates: enrolled there, and not revoked. @param gates `null`: all of the venue's */
export async function countKiosks(store: Store, venue: string, gates: readonly string[] | null): Promise<number> {
  let query = store
    .selectFrom('kiosk')
    .select((eb) => eb.fn.countAll().as('kiosks'))
    .where('venue', '=', venue)
    .where('is_phones', '=', false)
    .where('revoked_at', 'is', null);
  if (gates !== null) query = query.where('gate', 'in', gates);
  return Number((await query.executeTakeFirstOrThrow()).kiosks);
}

/** In the order of their ids. */
export async function readKiosks(store: Store, { after, venue, limit }: KioskQuery): Promise<KnownKiosk[]> {
  let query = store
    .selectFrom('kiosk')
    .leftJoin('kiosk_report', (join) =>
      join.onRef('kiosk_report.kiosk', '=', 'kiosk.id').onRef('kiosk_report.venue', '=', 'kiosk.venue'),
    )
    .select(['id', 'kiosk.venue', 'gate', 'key_id', 'enrolled_at', 'revoked_at', 'succeeded_by', 'heard_at', 'report'])
    .select(['retired_at', 'retirement'])
    .where('is_phones', '=', false)
    .orderBy('id')
    .limit(limit);
  if (after !== null) query = query.where('id', '>', after);
  if (venue !== null) query = query.where('kiosk.venue', '=', venue);
  const rows = await query.execute();
  const chains = await readChains(
    store,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, venue, gate, heard_at, report, ...row }) => ({
    ...{ id, venue, gate },
    keyId: row.key_id,
    enrolledAt: row.enrolled_at,
    revokedAt: row.revoked_at,
    retired:
      row.retired_at === null || row.retirement === null ? null : { at: row.retired_at, retirement: row.retirement },
    successor: row.succeeded_by,
    heard: heard_at === null || report === null ? null : { at: heard_at, report },
    chains: chains.get(id) ?? [],
  }));
}

/** By kiosk, the one that moved on last first. */
async function readChains(store: Store, kiosks: readonly string[]): Promise<Map<string, KnownChain[]>> {
  const byKiosk = new Map<string, KnownChain[]>();
  if (kiosks.length === 0) return byKiosk;
  const rows = await store
    .selectFrom('chain')
    .select(['kiosk', 'chain', 'through', 'hash', 'advanced_at', 'signed_sequence', 'signed_hash'])
    .where('kiosk', 'in', kiosks)
    .orderBy('advanced_at', 'desc')
    .execute();
  for (const { kiosk, chain, through, hash, advanced_at, signed_sequence, signed_hash } of rows) {
    const signed =
      signed_sequence === null || signed_hash === null
        ? null
        : { sequence: Number(signed_sequence), hash: signed_hash };
    const known = { chain, sequence: Number(through), hash, advancedAt: advanced_at, signed };
    byKiosk.set(kiosk, [...(byKiosk.get(kiosk) ?? []), known]);
  }
  return byKiosk;
}
