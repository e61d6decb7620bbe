import { sql } from 'kysely';
import type { Heard, RemoteSettings } from '../../shared/wire.ts';
import type { Store } from './schema.ts';

/** What settings are for. */
export interface Scope {
  readonly venue: string;
  /** `null`: all of the venue's gates. */
  readonly gate: string | null;
}

/** "DShS" in ASCII: versions are taken and committed in one order, or a kiosk would take an older one for the newest. */
const SETTING_LOCK = 0x44536853;

/** Who sets what. */
interface NewSetting extends Scope {
  readonly values: RemoteSettings;
  /** Account; `null`: whoever has the administrator's token. */
  readonly by: string | null;
}

/** Lets nobody else set anything until the transaction ends. */
export async function holdSettings(tx: Store): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SETTING_LOCK})`.execute(tx);
}

/** Replaces what was set for this scope. @param tx that holds settings. @returns the version, above every one before */
export async function insertSetting(tx: Store, { venue, gate, values, by }: NewSetting, now: Date): Promise<number> {
  const { version } = await tx
    .insertInto('setting')
    .values({ venue, gate, set_at: now, set_by: by, values: JSON.stringify(values) })
    .returning('version')
    .executeTakeFirstOrThrow();
  return Number(version);
}

/** As {@link insertSetting}, in a transaction of its own. */
export function saveSettings(store: Store, scope: Scope, values: RemoteSettings, now: Date): Promise<number> {
  return store.transaction().execute(async (tx) => {
    await holdSettings(tx);
    return insertSetting(tx, { ...scope, values, by: null }, now);
  });
}

/** The venue's newest, with the gate's newest over it, under the higher of their versions; `null`: nobody has set any. */
export async function readSettings(
  store: Store,
  { venue, gate }: { readonly venue: string; readonly gate: string },
): Promise<Heard['settings']> {
  const rows = await store
    .selectFrom('setting')
    .distinctOn('gate')
    .select(['version', 'gate', 'values'])
    .where('venue', '=', venue)
    .where((eb) => eb.or([eb('gate', 'is', null), eb('gate', '=', gate)]))
    .orderBy('gate')
    .orderBy('version', 'desc')
    .execute();
  const of = (one: string | null): ScopeSetting | undefined => {
    const row = rows.find((it) => it.gate === one);
    return row === undefined ? undefined : { version: Number(row.version), values: row.values };
  };
  return mergeSettings(of(null), of(gate));
}

/** What is set for one scope. */
export interface ScopeSetting {
  readonly version: number;
  readonly values: RemoteSettings;
}

/** What a kiosk of a gate is told, of its venue's settings and its gate's own; `null`: nobody has set any. */
export function mergeSettings(
  ofVenue: ScopeSetting | undefined,
  ofGate: ScopeSetting | undefined,
): ScopeSetting | null {
  if (ofVenue === undefined && ofGate === undefined) return null;
  return {
    version: Math.max(ofVenue?.version ?? 0, ofGate?.version ?? 0),
    values: { ...ofVenue?.values, ...ofGate?.values },
  };
}
