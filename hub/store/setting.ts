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

/** Replaces what was set for this scope. @returns the version, above every one before */
export function saveSettings(store: Store, { venue, gate }: Scope, values: RemoteSettings, now: Date): Promise<number> {
  return store.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${SETTING_LOCK})`.execute(tx);
    const { version } = await tx
      .insertInto('setting')
      .values({ venue, gate, set_at: now, values: JSON.stringify(values) })
      .returning('version')
      .executeTakeFirstOrThrow();
    return Number(version);
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
  if (rows.length === 0) return null;
  const valuesOf = (of: string | null): RemoteSettings => rows.find((row) => row.gate === of)?.values ?? {};
  return {
    version: Math.max(...rows.map(({ version }) => Number(version))),
    values: { ...valuesOf(null), ...valuesOf(gate) },
  };
}
