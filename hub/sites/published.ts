import { indexSites } from '../../shared/policy/site-index.ts';
import type { KnownSites } from '../../shared/policy/nearest-sites.ts';
import type { SiteList, SiteState, SiteStates } from '../../shared/policy/sites.ts';
import type { KeptSite } from '../store/sites.ts';

/** What was said longer ago says nothing of today; kiosks show how old the rest is. */
const SAID_WITHIN_MS = 24 * 3_600_000;

/** The list as kiosks take it. @param changedAt `null`: there never was one */
export function listOf(sites: readonly KeptSite[], changedAt: Date | null): SiteList {
  return { asOf: changedAt === null ? null : inSeconds(changedAt), sites: sites.map(({ site }) => site) };
}

/** How busy they are as kiosks take it: the time of all is the newest, and what is older has its own. */
export function statesOf(sites: readonly KeptSite[], nowMs: number): SiteStates {
  const said = sites.flatMap(({ site: { id }, said: it }) =>
    it !== null && it.at.getTime() > nowMs - SAID_WITHIN_MS ? [{ id, ...it }] : [],
  );
  const newest = Math.max(...said.map(({ at }) => at.getTime()));
  if (said.length === 0) return { asOf: null, states: {} };
  const asOf = inSeconds(new Date(newest));
  const states = said.map(({ id, state, waitMinutes, at }): [string, SiteState] => {
    const own = inSeconds(at);
    const wait = waitMinutes === null ? {} : { waitMinutes };
    return [id, { state, ...wait, ...(own === asOf ? {} : { asOf: own }) }];
  });
  return { asOf, states: Object.fromEntries(states) };
}

/** What kiosks would show of them. */
export function knownOf(sites: readonly KeptSite[], nowMs: number, utcOffsetMinutes: number): KnownSites {
  return { index: indexSites(sites.map(({ site }) => site)), states: statesOf(sites, nowMs), utcOffsetMinutes };
}

function inSeconds(at: Date): string {
  return at.toISOString().replace(/\.\d+/u, '');
}
