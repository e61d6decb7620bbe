import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { successionStatement } from '../../shared/statement.ts';
import { enrolledSchema, enrolmentSchema, PATHS, type Enrolled, type Enrolment } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import { importKey, isSignedBy, keyIdOf, sha256, venueKeyOf } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { enrol, type Candidate } from '../store/enrolment.ts';
import { readEpoch } from '../store/migrate.ts';

/** Makes a kiosk of whoever holds a code and the key it brings. The code is the replay's end: it works once. */
export function enrolRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.enrol,
      { config: { guard: 'enrolling' }, schema: { body: enrolmentSchema, response: { 200: enrolledSchema } } },
      async (request, reply) => {
        const candidate = candidateOf(request.body, hub.newId());
        const codeHash = sha256(request.body.code);
        const enrolled = await enrol(hub.database.store, codeHash, candidate, new Date(hub.nowMs()));
        if (!enrolled.ok) {
          const { fault } = enrolled;
          return fault === 'predecessor-unknown'
            ? refuse(hub, reply, 'predecessor-wrong', { predecessor: 'unknown' })
            : refuse(hub, reply, fault);
        }
        const { id, venue, gate } = enrolled.value;
        hub.log.write('enrolled', { kiosk: id });
        void reply.header('cache-control', 'no-store');
        const venueKey = venueKeyOf(hub.secrets.venueMaster, venue).toString('base64');
        const epoch = await readEpoch(hub.database.store);
        return { kiosk: id, venue, gate, epoch, venueKey } satisfies Enrolled;
      },
    );
    done();
  };
}

function candidateOf({ code, publicKey, predecessor }: Enrolment, id: string): Candidate {
  const keyId = keyIdOf(publicKey);
  if (predecessor === undefined) return { id, keyId, publicKey, predecessor: null };
  const isProven = (oldKey: string): boolean => {
    const key = importKey(oldKey);
    return key !== undefined && isSignedBy(key, successionStatement(keyId, code), predecessor.signature);
  };
  return { id, keyId, publicKey, predecessor: { keyId: predecessor.keyId, isProven } };
}
