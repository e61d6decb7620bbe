import { sql } from 'kysely';
import type { ListedSite, SiteState } from '../../shared/policy/sites.ts';
import type { SaidState } from '../sites/read.ts';
import type { Store } from './schema.ts';

/** A site, and how busy it was last said to be. */
export interface KeptSite {
  readonly site: ListedSite;
  /** `null`: nobody has said. */
  readonly said: { readonly state: SiteState['state']; readonly waitMinutes: number | null; readonly at: Date } | null;
}

/** What an import has changed. */
export interface Imported {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * Puts sites in the list; one that is there already is as it says now, and keeps how busy it is.
 *
 * @param tx a transaction of the caller's
 * @param isWhole whether those that are not among them are taken out
 */
export async function importSites(
  tx: Store,
  sites: readonly ListedSite[],
  { isWhole, now }: { readonly isWhole: boolean; readonly now: Date },
): Promise<Imported> {
  // In one order, so that two at a time do not wait for one another.
  const ordered = JSON.stringify(sites.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  const { rows } = await sql<{ is_new: boolean }>`
    insert into sampling_site (id, site)
    select one ->> 'id', one from jsonb_array_elements(${ordered}::jsonb) as one
    on conflict (id) do update set site = excluded.site where sampling_site.site <> excluded.site
    returning (xmax = 0) as is_new`.execute(tx);
  const added = rows.filter(({ is_new: isNew }) => isNew).length;
  const removed = isWhole ? await removeOthers(tx, sites) : 0;
  if (rows.length + removed > 0) await noteChange(tx, now);
  return { added, changed: rows.length - added, removed };
}

async function removeOthers(tx: Store, sites: readonly ListedSite[]): Promise<number> {
  const ids = JSON.stringify(sites.map(({ id }) => id));
  const { numAffectedRows = 0n } = await sql`
    delete from sampling_site where id not in (select jsonb_array_elements_text(${ids}::jsonb))`.execute(tx);
  return Number(numAffectedRows);
}

function noteChange(tx: Store, now: Date): Promise<unknown> {
  return tx
    .insertInto('sampling_site_list')
    .values({ changed_at: now })
    .onConflict((conflict) => conflict.column('is_only').doUpdateSet({ changed_at: now }))
    .execute();
}

/**
 * Notes how busy sites are; what is known to be later stands.
 *
 * @returns how many are noted, and the ids that no site has
 */
export async function noteStates(
  store: Store,
  states: readonly SaidState[],
): Promise<{ readonly noted: number; readonly unknown: readonly string[] }> {
  const said = JSON.stringify(
    states.map(({ id, state, waitMinutes, atMs }) => ({
      id,
      state,
      wait: waitMinutes,
      at: new Date(atMs).toISOString(),
    })),
  );
  const { rows } = await sql<{ id: string }>`
    select id from jsonb_to_recordset(${said}::jsonb) as said (id text)
    where not exists (select from sampling_site where sampling_site.id = said.id) order by id`.execute(store);
  const { numAffectedRows = 0n } = await sql`
    update sampling_site set state = said.state, wait_minutes = said.wait, state_at = said.at
    from jsonb_to_recordset(${said}::jsonb) as said (id text, state text, wait int, at timestamptz)
    where sampling_site.id = said.id and (state_at is null or state_at < said.at)`.execute(store);
  return { noted: Number(numAffectedRows), unknown: rows.map(({ id }) => id) };
}

/** Every site, by its id. */
export async function readSites(store: Store): Promise<KeptSite[]> {
  const rows = await store.selectFrom('sampling_site').selectAll().execute();
  // By code points, whatever the database's language is: pages go on from an id.
  const ordered = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return ordered.map(({ site, state, wait_minutes: waitMinutes, state_at: at }) => ({
    site,
    said: state === null || at === null ? null : { state, waitMinutes, at },
  }));
}

/** When the list was last changed; `null`: there never was one. */
export async function readListChange(store: Store): Promise<Date | null> {
  return (await store.selectFrom('sampling_site_list').select('changed_at').executeTakeFirst())?.changed_at ?? null;
}
