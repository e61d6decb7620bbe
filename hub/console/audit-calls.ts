import { ok } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { readAudit } from '../store/audit.ts';
import { venueOf, type ConsoleHandlers } from './asking.ts';

/** What others have done, page by page; nobody changes it. */
export function auditCalls({ database }: Hub): Pick<ConsoleHandlers, 'audit:list'> {
  return {
    'audit:list': async (asker, { login, before, limit }) => {
      const venue = venueOf(asker);
      if (!venue.ok) return venue;
      const found = await readAudit(database.store, { venue: venue.value, login, before, limit: limit + 1 });
      const rows = found.slice(0, limit);
      return ok({ rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null });
    },
  };
}
