import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { chainAskSchema, chainStandSchema, PATHS, type ChainStand } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { kioskOf } from '../guard.ts';
import { raise } from '../store/alert.ts';
import type { Kiosk } from '../store/kiosk.ts';
import { readStand } from '../store/stand.ts';

/** Says where a kiosk's chain stands, and whether one entry of it is here. */
export function chainRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.chain,
      { config: { guard: 'kiosk' }, schema: { body: chainAskSchema, response: { 200: chainStandSchema } } },
      async (request, reply) => {
        const { chain, sequence } = request.body;
        const kiosk = kioskOf(request);
        const stand = await readStand(hub.database.store, kiosk, chain, sequence);
        // A kiosk that asks first never sends what would tell of it.
        if (!stand.ok) await raiseFork(hub, kiosk, chain);
        if (!stand.ok) return refuse(hub, reply, stand.fault);
        return stand.value satisfies ChainStand;
      },
    );
    done();
  };
}

function raiseFork({ database, clock }: Hub, kiosk: Kiosk, chain: string): Promise<void> {
  return database.store.transaction().execute(async (tx) => {
    await raise(tx, 'fork', { kiosk, chain, sequence: 0, now: await clock(tx) });
  });
}
