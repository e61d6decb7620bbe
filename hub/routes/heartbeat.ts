import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { heardSchema, PATHS, reportSchema, type Heard } from '../../shared/wire.ts';
import { kioskOf } from '../guard.ts';
import type { Hub } from '../hub.ts';
import { readEpoch } from '../store/migrate.ts';
import { saveReport } from '../store/report.ts';
import { readSettings } from '../store/setting.ts';

/** Hears how a kiosk is, and tells it the time and what IT has set for its gate. */
export function heartbeatRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.heartbeat,
      { config: { guard: 'kiosk' }, schema: { body: reportSchema, response: { 200: heardSchema } } },
      async (request) => {
        const kiosk = kioskOf(request);
        const hubTimeMs = hub.nowMs();
        return hub.database.store.transaction().execute(async (tx) => {
          await saveReport(tx, kiosk, request.body, new Date(hubTimeMs));
          const settings = await readSettings(tx, kiosk);
          return { epoch: await readEpoch(tx), hubTimeMs, settings } satisfies Heard;
        });
      },
    );
    done();
  };
}
