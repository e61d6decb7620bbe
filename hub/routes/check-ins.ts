import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { checkInsAskSchema, checkInsSchema, MAX_CHECK_INS, PATHS, type CheckIns } from '../../shared/wire.ts';
import { kioskOf } from '../guard.ts';
import type { Hub } from '../hub.ts';
import { writeOwn } from '../store/ingest.ts';
import { readEpoch } from '../store/migrate.ts';
import { noteUsed, readCheckIns } from '../store/self-check-in.ts';
import { findVenueCode } from '../store/venue-code.ts';

/** How far back a kiosk that has heard nothing yet is told, in milliseconds; no receipt is as old. */
const TOLD_MS = 15 * 60_000;

/** Tells a kiosk who has checked in by phone at its gate, and hears which receipts were used there. */
export function checkInsRoute(hub: Hub): FastifyPluginCallbackZod {
  const { store } = hub.database;
  return (app, _options, done) => {
    app.post(
      PATHS.checkIns,
      { config: { guard: 'kiosk' }, schema: { body: checkInsAskSchema, response: { 200: checkInsSchema } } },
      async (request) => {
        const { venue, gate } = kioskOf(request);
        const { after, used } = request.body;
        const hubTimeMs = hub.nowMs();
        if (used.length > 0) await takeUsed(hub, { venue, gate }, used);
        const epoch = await readEpoch(store);
        const cursor = readCursor(after, epoch);
        const which = { venue, gate, after: cursor, sinceMs: hubTimeMs - TOLD_MS, limit: MAX_CHECK_INS + 1 };
        const found = await readCheckIns(store, which);
        const told = found.slice(0, MAX_CHECK_INS);
        return {
          checkIns: told.map(({ entry, atMs, maskedName, verdict, reason, isUsed }) => ({
            ...{ entry, atMs, maskedName, verdict, reason, isUsed },
          })),
          next: `${epoch}.${told.at(-1)?.change ?? cursor ?? 0}`,
          isMore: found.length > MAX_CHECK_INS,
          hubTimeMs,
        } satisfies CheckIns;
      },
    );
    done();
  };
}

/** What was told of another epoch is told anew: a hub that was put back may have given the numbers again. */
function readCursor(after: string | null, epoch: string): number | null {
  const [of, change] = after?.split('.') ?? [];
  return of === epoch ? Number(change) : null;
}

/** Under the lock of those who enter there, so that no kiosk's cursor passes it by. */
async function takeUsed(
  hub: Hub,
  gate: { readonly venue: string; readonly gate: string },
  used: readonly string[],
): Promise<void> {
  const { store } = hub.database;
  const code = await findVenueCode(store, gate);
  if (code === undefined) return;
  const { phones, chain } = code;
  await writeOwn(store, hub, { kiosk: phones, chain }, async (tx, _head, now) => {
    await noteUsed(tx, phones.id, used, now);
    return { entries: [], value: null };
  });
}
