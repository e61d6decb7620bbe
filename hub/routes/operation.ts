import type { FastifyInstance } from 'fastify';
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { isUnavailable, takesWrites } from '../store/open.ts';
import { countAlerts } from '../store/alerts.ts';
import { NEWEST_VERSION, readVersion } from '../store/migrate.ts';

const fine = z.object({ status: z.literal('ok') });

/** For whoever runs the hub: the load balancer, Prometheus, and readers of the OpenAPI document. */
export function operationRoutes(
  hub: Hub,
  describe: () => ReturnType<FastifyInstance['swagger']>,
): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.get('/health', { config: { guard: 'open' }, schema: { response: { 200: fine } } }, () => ({
      status: 'ok' as const,
    }));
    app.get('/ready', { config: { guard: 'open' }, schema: { response: { 200: fine } } }, async (_request, reply) => {
      const { store } = hub.database;
      const isReady = (await readVersion(store)) >= NEWEST_VERSION && (await takesWrites(store));
      return !isReady ? refuse(hub, reply, 'database-unavailable') : { status: 'ok' as const };
    });
    app.get('/metrics', { config: { guard: 'scraper' } }, async (_request, reply) => {
      await refreshAlerts(hub);
      const text = await hub.metrics.write();
      return reply.type(hub.metrics.contentType).send(text);
    });
    app.get('/v1/openapi.json', { config: { guard: 'open' } }, () => describe());
    done();
  };
}

/** While the database is away, Prometheus gets what was known last: the rest is what tells it that something is wrong. */
async function refreshAlerts({ database, metrics }: Hub): Promise<void> {
  try {
    metrics.setAlerts(await countAlerts(database.store));
  } catch (error) {
    if (!isUnavailable(error)) throw error;
  }
}
