import type { AlertKind, Store } from './schema.ts';

/** What somebody has to see. */
export interface Alert {
  readonly id: number;
  readonly kind: AlertKind;
  readonly venue: string;
  readonly gate: string;
  /** Id of the kiosk. */
  readonly kiosk: string;
  readonly chain: string;
  readonly sequence: number;
  readonly raisedAt: Date;
}

export interface AlertQuery {
  /** Alerts with a higher id, oldest first. */
  readonly since: number;
  /** `null`: of all venues. */
  readonly venue: string | null;
  readonly limit: number;
}

export async function readAlerts(store: Store, { since, venue, limit }: AlertQuery): Promise<Alert[]> {
  let query = store
    .selectFrom('alert')
    .innerJoin('kiosk', 'kiosk.id', 'alert.kiosk')
    .select(['alert.id', 'kind', 'alert.venue', 'gate', 'alert.kiosk', 'chain', 'sequence', 'raised_at'])
    .where('alert.id', '>', String(since))
    .orderBy('alert.id')
    .limit(limit);
  if (venue !== null) query = query.where('alert.venue', '=', venue);
  const rows = await query.execute();
  return rows.map(({ id, sequence, raised_at, ...row }) => ({
    ...row,
    id: Number(id),
    sequence: Number(sequence),
    raisedAt: raised_at,
  }));
}

/** How many there are of each kind. */
export async function countAlerts(store: Store): Promise<{ readonly kind: AlertKind; readonly count: number }[]> {
  const rows = await store
    .selectFrom('alert')
    .select((eb) => ['kind', eb.fn.countAll().as('count')])
    .groupBy('kind')
    .execute();
  return rows.map(({ kind, count }) => ({ kind, count: Number(count) }));
}
