import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ALERT_WORDS } from '../alert-words.ts';
import type { Hub } from '../hub.ts';
import { name } from '../name.ts';
import { readAlerts } from '../store/alerts.ts';
import { ALERT_KINDS } from '../store/schema.ts';
import { uuid } from '../uuid.ts';

const MAX_ALERTS = 500;

const alertSchema = z.object({
  id: z.int(),
  kind: z.enum(ALERT_KINDS),
  words: z.object({ 'zh-CN': z.string(), en: z.string() }),
  venue: z.string(),
  gate: z.string(),
  kiosk: uuid,
  chain: uuid,
  /** The first that it is about. */
  sequence: z.int(),
  raisedAt: z.iso.datetime(),
});

/** What a manager has to see, oldest first; the next page begins `since` the last id of this one. */
export function alertsRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get(
      '/v1/alerts',
      {
        config: { guard: 'administrator' },
        schema: {
          querystring: z.object({
            since: z.coerce.number().pipe(z.int().nonnegative()).default(0),
            venue: name.optional(),
          }),
          response: { 200: z.object({ alerts: z.array(alertSchema) }) },
        },
      },
      async (request) => {
        const { since, venue = null } = request.query;
        const alerts = await readAlerts(hub.database.store, { since, venue, limit: MAX_ALERTS });
        return {
          alerts: alerts.map(({ raisedAt, ...alert }) => ({
            ...alert,
            words: ALERT_WORDS[alert.kind],
            raisedAt: raisedAt.toISOString(),
          })),
        };
      },
    );
    done();
  };
}
