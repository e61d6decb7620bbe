import { sql } from 'kysely';
import type { SettingVersion } from '../../shared/console/fleet.ts';
import type { Store } from './schema.ts';
import { mergeSettings, type Scope, type ScopeSetting } from './setting.ts';

/** What is set in a scope. */
export interface Setting extends Scope, ScopeSetting {
  readonly setAt: Date;
  /** Login; `null`: by the administrator's token. */
  readonly setBy: string | null;
}

function settings(store: Store, venue: string | null) {
  const query = store
    .selectFrom('setting')
    .leftJoin('account', 'account.id', 'setting.set_by')
    .select(['version', 'setting.venue', 'gate', 'values', 'set_at', 'login']);
  return venue === null ? query : query.where('setting.venue', '=', venue);
}

type Row = Awaited<ReturnType<ReturnType<typeof settings>['execute']>>[number];

function settingOf({ version, set_at: setAt, login: setBy, ...row }: Row): Setting {
  return { ...row, version: Number(version), setAt, setBy };
}

/** What is in force in each scope. @param venue `null`: of all */
export async function readNewest(store: Store, venue: string | null): Promise<Setting[]> {
  const rows = await settings(store, venue)
    .distinctOn(['setting.venue', 'gate'])
    .orderBy('setting.venue')
    .orderBy('gate')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(settingOf);
}

/** A venue's versions, the newest first. @param before those older than this one; `null`: from the newest */
export async function readVersions(
  store: Store,
  venue: string,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<Setting[]> {
  let query = settings(store, venue).orderBy('version', 'desc').limit(limit);
  if (before !== null) query = query.where('version', '<', String(before));
  return (await query.execute()).map(settingOf);
}

export function describeSetting({ version, gate, values, setAt, setBy }: Setting): SettingVersion {
  return { version, gate, values, setAt: setAt.toISOString(), setBy };
}

/** A place that is told settings. */
interface Place {
  readonly venue: string;
  readonly gate: string;
}

/** Tells what a kiosk of a place is told, without asking again for each. */
export function openInForce(newest: readonly (Scope & ScopeSetting)[]): (place: Place) => ScopeSetting | null {
  const byScope = new Map(newest.map((one) => [keyOf(one), one]));
  return ({ venue, gate }) =>
    mergeSettings(byScope.get(keyOf({ venue, gate: null })), byScope.get(keyOf({ venue, gate })));
}

/** No name has a line break in it. */
function keyOf({ venue, gate }: Scope): string {
  return gate === null ? venue : `${venue}\n${gate}`;
}

/** Gates of a venue that there is a kiosk, a ticket for one, or a setting of, by name. */
export async function listGates(store: Store, venue: string): Promise<string[]> {
  const { rows } = await sql<{ gate: string }>`
    select gate from kiosk where venue = ${venue} union select gate from enrolment_code where venue = ${venue}
    union select gate from setting where venue = ${venue} and gate is not null order by gate`.execute(store);
  return rows.map(({ gate }) => gate);
}
