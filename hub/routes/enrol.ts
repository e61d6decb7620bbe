import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { enrolledSchema, enrolmentSchema, PATHS, type Enrolled } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import { keyIdOf, sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { enrol } from '../store/enrolment.ts';

/** Makes a kiosk of whoever holds a code and the key it brings. The code is the replay's end: it works once. */
export function enrolRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.enrol,
      { config: { guard: 'enrolling' }, schema: { body: enrolmentSchema, response: { 200: enrolledSchema } } },
      async (request, reply) => {
        const { code, publicKey } = request.body;
        const candidate = { id: hub.newId(), keyId: keyIdOf(publicKey), publicKey };
        const enrolled = await enrol(hub.database.store, sha256(code), candidate, new Date(hub.nowMs()));
        if (!enrolled.ok) return refuse(hub, reply, enrolled.fault);
        const { id, venue, gate } = enrolled.value;
        hub.log.write('enrolled', { kiosk: id });
        return { kiosk: id, venue, gate, epoch: hub.epoch } satisfies Enrolled;
      },
    );
    done();
  };
}
