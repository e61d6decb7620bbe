import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { PATHS, retiredSchema, retirementSchema, type Retired } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import { kioskOf } from '../guard.ts';
import type { Hub } from '../hub.ts';
import { retireKiosk } from '../store/kiosk.ts';

/** Hears from a kiosk that it is taken out of service, and from then on nothing else of it. */
export function retireRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.retire,
      {
        config: { guard: 'kiosk', answersRetired: true },
        schema: { body: retirementSchema, response: { 200: retiredSchema } },
      },
      async (request, reply) => {
        const { id: kiosk } = kioskOf(request);
        const change = { now: new Date(hub.nowMs()), revision: hub.newId() };
        const retired = await retireKiosk(hub.database.store, { id: kiosk }, request.body, change);
        if (!retired.ok) return refuse(hub, reply, retired.fault);
        const { retiredAt, pinsWithdrawn } = retired.value;
        const { unsent } = request.body;
        if (pinsWithdrawn !== null) hub.log.write('retired', { kiosk, pinsWithdrawn, unsent });
        return { kiosk, retiredAt: retiredAt.toISOString() } satisfies Retired;
      },
    );
    done();
  };
}
