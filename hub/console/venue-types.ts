import { z } from 'zod';
import type { FleetSettings } from '../../shared/console/fleet.ts';
import { findPolicyHash, readPolicyAs } from './words.ts';

type VenueTypes = FleetSettings['venueTypes'];

const named = z.object({ 'zh-CN': z.string(), en: z.string() });
const policyVenues = z.object({ venueTypes: z.record(z.string(), z.object({ name: named })) });

/**
 * Reads which types of venue the published rules know, believing the repository as `openWords` does: a kiosk refuses one that
 * its own rules do not know.
 *
 * @param folder a TUF repository; `null`: there is none
 * @returns asks for what is published now; empty: nobody knows
 */
export function openVenueTypes(folder: string | null): () => Promise<VenueTypes> {
  /** Rules change seldom, and are many kilobytes. */
  let last: { readonly hash: string; readonly types: VenueTypes } | null = null;
  return async () => {
    const hash = folder === null ? null : await findPolicyHash(folder);
    if (folder === null || hash === null) return [];
    if (last?.hash !== hash) {
      const policy = await readPolicyAs(policyVenues, folder, hash);
      last = { hash, types: Object.entries(policy?.venueTypes ?? {}).map(([id, { name }]) => ({ id, name })) };
    }
    return last.types;
  };
}
