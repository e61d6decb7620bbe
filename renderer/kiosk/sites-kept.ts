import type { Outcome } from '../../shared/contract.ts';
import type { NearSite } from '../../shared/policy/nearest-sites.ts';

/** The sampling sites that a visitor was shown, by their entry. */
export interface SitesKept {
  readonly entryId: string;
  readonly sites: readonly NearSite[];
}

/** As many as are looked back at. */
const KEPT = 10;

/** Whoever asks later is shown them anew by a scan: of then, one may have closed since. */
const HOLD_MS = 15 * 60_000;

/** Newest first. Returns the very same list where the outcome has none. */
export function keepSites(kept: readonly SitesKept[], { result, sites = [] }: Outcome): readonly SitesKept[] {
  if (result.kind !== 'decision' || result.entryId === null || sites.length === 0) return kept;
  const { entryId } = result;
  return [{ entryId, sites }, ...kept.filter((one) => one.entryId !== entryId)].slice(0, KEPT);
}

/**
 * What that visitor can be shown once more, how busy it is grown older meanwhile.
 *
 * @param sinceMs since that entry
 * @returns nothing for who was shown none, or too long ago
 */
export function sitesAfter(kept: readonly SitesKept[], entryId: string | null, sinceMs: number): readonly NearSite[] {
  if (sinceMs > HOLD_MS) return [];
  const sites = kept.find((one) => one.entryId === entryId)?.sites ?? [];
  return sites.map(({ busy, ...site }) => ({
    ...site,
    busy: busy === null ? null : { ...busy, ageSeconds: busy.ageSeconds + Math.max(0, Math.round(sinceMs / 1000)) },
  }));
}
