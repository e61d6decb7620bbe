import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { refuse } from '../answers.ts';
import { makeCode } from '../code.ts';
import { sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { forgetCodes, saveCode } from '../store/enrolment.ts';
import { revokeKiosk } from '../store/kiosk.ts';

const CODE_LIFE_SECONDS = 600;

/** A name of the house's own choosing: letters, digits, spaces and a few marks of any language. */
const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u);

/** What an administrator may ask for with the bearer token. */
export function administrationRoutes(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      '/v1/enrolment-codes',
      {
        config: { guard: 'administrator' },
        schema: {
          body: z.object({ venue: name, gate: name }),
          response: { 201: z.object({ code: z.string(), expiresAt: z.iso.datetime() }) },
        },
      },
      async (request, reply) => {
        const now = new Date(hub.nowMs());
        const code = makeCode(hub.randomBytes);
        const expiresAt = new Date(now.getTime() + CODE_LIFE_SECONDS * 1000);
        await forgetCodes(hub.database.store, now);
        await saveCode(hub.database.store, { codeHash: sha256(code), ...request.body, expiresAt });
        return reply.header('cache-control', 'no-store').code(201).send({ code, expiresAt: expiresAt.toISOString() });
      },
    );
    app.post(
      '/v1/kiosks/:kiosk/revoke',
      {
        config: { guard: 'administrator' },
        schema: { params: z.object({ kiosk: z.uuid() }), response: { 204: z.null() } },
      },
      async (request, reply) => {
        const { kiosk } = request.params;
        if (!(await revokeKiosk(hub.database.store, kiosk, new Date(hub.nowMs()))))
          return refuse(hub, reply, 'not-found');
        hub.log.write('revoked', { kiosk });
        return reply.code(204).send(null);
      },
    );
    done();
  };
}
