import type { FleetKiosk } from '../../shared/console/fleet.ts';
import type { Report } from '../../shared/wire.ts';
import { readRevisions } from '../store/guards.ts';
import type { Store } from '../store/schema.ts';
import { openInForce, readNewest } from '../store/setting-versions.ts';

/** What the hub wants a kiosk to have. */
export interface Wanted {
  /** Version of what is set from afar; `null`: nothing is. */
  readonly settings: number | null;
  /** Revision of the venue's guards; `null`: it has none. */
  readonly guards: string | null;
}

/** Tells what is wanted of a kiosk, without asking again for each. @param venue `null`: of all */
export async function openWanted(
  store: Store,
  venue: string | null,
): Promise<(place: { readonly venue: string; readonly gate: string }) => Wanted> {
  const inForceAt = openInForce(await readNewest(store, venue));
  const revisions = await readRevisions(store, venue);
  return (place) => ({ settings: inForceAt(place)?.version ?? null, guards: revisions.get(place.venue) ?? null });
}

export function guardsOf(report: Report | null, { guards }: Wanted): FleetKiosk['guards'] {
  if (report?.guardsRevision === undefined) return 'unknown';
  if (report.guardsRevision === guards) return guards === null ? 'none' : 'current';
  return 'behind';
}

/** Codes of what a kiosk has not taken: `settings-behind`, `guards-behind`. All are mild. */
export function behindOf(report: Report | null, wanted: Wanted): string[] {
  if (report === null) return [];
  return [
    // One that was set up by a hub that was put back since may have a later one.
    ...(wanted.settings !== null && report.settingsVersion < wanted.settings ? ['settings-behind'] : []),
    ...(guardsOf(report, wanted) === 'behind' ? ['guards-behind'] : []),
  ];
}
