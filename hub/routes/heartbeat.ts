import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { fail, ok, type Result } from '../../shared/result.ts';
import { heardSchema, PATHS, reportSchema, type Heard } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import { kioskOf, proofOf } from '../guard.ts';
import { wayOf } from '../check-in/way.ts';
import type { Hub } from '../hub.ts';
import { readNews } from '../store/guards.ts';
import { holdKiosk, type Kiosk } from '../store/kiosk.ts';
import { readEpoch } from '../store/migrate.ts';
import { saveReport, type Told } from '../store/report.ts';
import type { Store } from '../store/schema.ts';
import { readSettings } from '../store/setting.ts';
import { findVenueCode } from '../store/venue-code.ts';
import { addressOfVenueCode } from '../venue-code-address.ts';

/** Hears how a kiosk is, and tells it the time, what IT has set for its gate, the gate's venue code, and who may decide by hand there. */
export function heartbeatRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.heartbeat,
      { config: { guard: 'kiosk' }, schema: { body: reportSchema, response: { 200: heardSchema } } },
      async (request, reply) => {
        const kiosk = kioskOf(request);
        const hubTimeMs = hub.nowMs();
        const told = { report: request.body, proof: proofOf(request), now: new Date(hubTimeMs) };
        const heard = await hub.database.store.transaction().execute((tx) => hear(tx, hub, kiosk, told));
        return heard.ok ? ({ ...heard.value, hubTimeMs } satisfies Heard) : refuse(hub, reply, heard.fault);
      },
    );
    done();
  };
}

type Refused = 'kiosk-revoked' | 'challenge-expired';

async function hear(
  tx: Store,
  { published, secrets }: Hub,
  kiosk: Kiosk,
  told: Told,
): Promise<Result<Omit<Heard, 'hubTimeMs'>, Refused>> {
  if (!(await holdKiosk(tx, kiosk))) return fail('kiosk-revoked');
  if (!(await saveReport(tx, kiosk, told))) return fail('challenge-expired');
  const { guardsRevision } = told.report;
  // A kiosk that does not say which it has is of a release that takes none.
  const guards = guardsRevision === undefined ? undefined : await readNews(tx, kiosk, guardsRevision);
  const settings = await readSettings(tx, kiosk);
  const code = await findVenueCode(tx, kiosk);
  const isInForce = code !== undefined && code.withdrawnAt === null && published.address !== null;
  const address = isInForce ? addressOfVenueCode(published.address, secrets.hubKey, code) : null;
  const heard = { epoch: await readEpoch(tx), settings, venueCode: { address, mode: wayOf(settings) } };
  return ok(guards === undefined ? heard : { ...heard, guards });
}
