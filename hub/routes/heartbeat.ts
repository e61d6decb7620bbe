import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { heardSchema, PATHS, reportSchema, type Heard } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import { kioskOf } from '../guard.ts';
import type { Hub } from '../hub.ts';
import { holdKiosk } from '../store/kiosk.ts';
import { readEpoch } from '../store/migrate.ts';
import { saveReport } from '../store/report.ts';
import { readSettings } from '../store/setting.ts';

/** Hears how a kiosk is, and tells it the time and what IT has set for its gate. */
export function heartbeatRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.heartbeat,
      { config: { guard: 'kiosk' }, schema: { body: reportSchema, response: { 200: heardSchema } } },
      async (request, reply) => {
        const kiosk = kioskOf(request);
        const hubTimeMs = hub.nowMs();
        const heard = await hub.database.store.transaction().execute(async (tx) => {
          if (!(await holdKiosk(tx, kiosk))) return null;
          await saveReport(tx, kiosk, request.body, new Date(hubTimeMs));
          return { epoch: await readEpoch(tx), hubTimeMs, settings: await readSettings(tx, kiosk) } satisfies Heard;
        });
        return heard ?? refuse(hub, reply, 'kiosk-revoked');
      },
    );
    done();
  };
}
