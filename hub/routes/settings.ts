import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { remoteSettingsSchema } from '../../shared/wire.ts';
import type { Hub } from '../hub.ts';
import { name } from '../name.ts';
import { countKiosks } from '../store/kiosks.ts';
import { saveSettings } from '../store/setting.ts';

/** What IT sets from afar; kiosks are told at their next heartbeat. */
export function settingsRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.put(
      '/v1/settings',
      {
        config: { guard: 'administrator' },
        schema: {
          body: z.object({ venue: name, gate: name.nullable(), values: remoteSettingsSchema.strict() }),
          response: {
            200: z.object({
              version: z.int().positive(),
              /** That hear it now; 0 may be a venue or gate that was written wrong. */
              kiosks: z.int().nonnegative(),
            }),
          },
        },
      },
      async (request) => {
        const { venue, gate, values } = request.body;
        const { store } = hub.database;
        const version = await saveSettings(store, { venue, gate }, values, new Date(hub.nowMs()));
        hub.log.write('settings-set', { version });
        return { version, kiosks: await countKiosks(store, venue, gate === null ? null : [gate]) };
      },
    );
    done();
  };
}
