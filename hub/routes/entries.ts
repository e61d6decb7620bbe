import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { acknowledgementSchema, batchSchema, PATHS, type Acknowledgement } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { ingest } from '../store/ingest.ts';
import { readBatch } from '../store/received.ts';

/** Takes a kiosk's entries; what is acknowledged is on disk. */
export function entriesRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.entries,
      { config: { guard: 'kiosk' }, schema: { body: batchSchema, response: { 200: acknowledgementSchema } } },
      async (request, reply) => {
        const { kiosk, body } = request;
        const [first, ...rest] = readBatch(body);
        if (kiosk === null || first === undefined) throw new Error('a batch past its guard and schema');
        const delivery = { kiosk, chain: body.chain, entries: [first, ...rest] as const, now: new Date(hub.nowMs()) };
        const taken = await ingest(hub.database.store, hub.days, delivery);
        if (!taken.ok) {
          const { head } = taken;
          return refuse(
            hub,
            reply,
            taken.fault,
            head === null ? undefined : { through: head.through, hash: head.hash.toString('base64') },
          );
        }
        hub.metrics.countBatch(taken.value);
        hub.log.write('batch-taken', { kiosk: kiosk.id, ...taken.value });
        const last = rest.at(-1) ?? first;
        const { sequence: through, hash } = last;
        return {
          epoch: hub.epoch,
          chain: body.chain,
          through,
          hash: hash.toString('base64'),
        } satisfies Acknowledgement;
      },
    );
    done();
  };
}
