import type { ConsoleAsk } from '../../shared/console/calls.ts';
import type { ShownSite, SitesPage, SiteStand } from '../../shared/console/sites.ts';
import { isOpenNow } from '../../shared/policy/nearest-sites.ts';
import { fail, ok } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { coverageOf, type Coverage } from '../sites/coverage.ts';
import { knownOf } from '../sites/published.ts';
import { readUtcOffset } from '../sites/utc-offset.ts';
import { changeAccounts } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import { noteStates, readListChange, readSites } from '../store/sites.ts';
import { doneBy, type Asker, type ConsoleHandlers } from './asking.ts';

/** Sampling sites as visitors are shown them now, and whether each venue has one near. */
export function siteCalls(hub: Hub): Pick<ConsoleHandlers, 'sites:list' | 'sites:say'> {
  return {
    'sites:list': (asker, ask) => list(hub, asker, ask),
    'sites:say': (asker, ask) => say(hub, asker, ask),
  };
}

async function list(
  { database, published, nowMs }: Hub,
  { account }: Asker,
  ask: ConsoleAsk<'sites:list'>,
): ReturnType<ConsoleHandlers['sites:list']> {
  const store = database.consoleStore;
  const atMs = nowMs();
  const now = Math.floor(atMs / 1000);
  const kept = await readSites(store);
  const known = knownOf(kept, atMs, await readUtcOffset(published.policyFolder));
  const all = kept.map(({ site, said }): ShownSite => {
    const stand = isOpenNow(site, known, now) ? 'open' : 'closed';
    return { site, stand, said: said && { ...said, at: said.at.toISOString() } };
  });
  const open = all.filter(({ stand }) => stand === 'open');
  const changedAt = await readListChange(store);
  return ok({
    ...pageOf(all, ask),
    totals: { sites: all.length, open: open.length, desks: open.reduce((sum, { site }) => sum + (site.desks ?? 0), 0) },
    changedAt: changedAt?.toISOString() ?? null,
    coverage: inShort(await coverageOf(store, known, { venue: account.venue, now })),
    atMs,
  });
}

/** A site is the health office's, and every venue's visitors are sent there: whoever is of one venue has no say in it. */
async function say(
  { database }: Hub,
  asker: Asker,
  { site, state, waitMinutes }: ConsoleAsk<'sites:say'>,
): ReturnType<ConsoleHandlers['sites:say']> {
  const { account, now } = asker;
  if (account.venue !== null) return fail('not-allowed');
  return changeAccounts(database.store, account, async (tx) => {
    const { unknown } = await noteStates(tx, [{ id: site, state, waitMinutes, atMs: now.getTime() }]);
    if (unknown.length > 0) return fail('not-found');
    const wait = waitMinutes === null ? {} : { waitMinutes };
    await note(tx, doneBy(asker, 'site-state-said', { site, siteState: state, ...wait }), now);
    return ok({ at: now.toISOString() });
  });
}

function pageOf(
  all: readonly ShownSite[],
  { stand, text, after, limit }: ConsoleAsk<'sites:list'>,
): Pick<SitesPage, 'rows' | 'next' | 'counts'> {
  const among = all.filter((one) => isNamed(one, text.trim().toLowerCase()));
  const counts = { open: 0, closed: 0 } satisfies Record<SiteStand, number>;
  for (const one of among) counts[one.stand] += 1;
  const rest = among.filter(
    (one) => (stand === null || one.stand === stand) && (after === null || one.site.id > after),
  );
  const rows = rest.slice(0, limit);
  return { rows, next: rest.length > limit ? (rows.at(-1)?.site.id ?? null) : null, counts };
}

function isNamed({ site: { id, name } }: ShownSite, text: string): boolean {
  return text === '' || [id, name['zh-CN'], name.en].some((it) => it.toLowerCase().includes(text));
}

/** Names that a page has room for. */
const NAMED = 100;

function inShort({ venues, withoutPlace }: Coverage): SitesPage['coverage'] {
  const unreached = venues.filter(({ isReached }) => !isReached).map(({ venue }) => venue);
  return {
    venues: venues.length,
    reached: venues.length - unreached.length,
    withoutPlace: withoutPlace.length,
    unreached: unreached.slice(0, NAMED),
  };
}
