import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { PHONE_PATHS } from '../../shared/phone.ts';
import {
  gateAnswerSchema,
  gateAskSchema,
  selfCheckInAskSchema,
  selfCheckInSchema,
} from '../../shared/self-check-in.ts';
import { refuse } from '../answers.ts';
import { openCheckInDesk } from '../check-in/desk.ts';
import type { Hub } from '../hub.ts';

/**
 * What the page asks that a venue code opens: open to anybody, like the code, and without cookies. Nothing of a visitor is in
 * an address, and nothing of a body is logged.
 */
export function selfCheckInRoutes(hub: Hub): FastifyPluginCallbackZod {
  const desk = openCheckInDesk(hub);
  const config = { guard: 'open', isCheckIn: true, isPrivate: true, refuses: [403, 404, 409, 410] } as const;
  return (app, _options, done) => {
    app.addHook('onClose', (_app, closed) => {
      desk.close();
      closed();
    });
    app.addHook('onRequest', (_request, reply, next) => {
      void reply.header('cache-control', 'no-store');
      next();
    });
    app.post(
      PHONE_PATHS.gate,
      { config, schema: { body: gateAskSchema, response: { 200: gateAnswerSchema } } },
      async (request, reply) => {
        const gate = await desk.gateOf(request.body.token);
        return gate.ok ? gate.value : refuse(hub, reply, gate.fault);
      },
    );
    app.post(
      PHONE_PATHS.checkIn,
      {
        config: { ...config, refuses: [...config.refuses, 422] },
        schema: { body: selfCheckInAskSchema, response: { 200: selfCheckInSchema } },
      },
      async (request, reply) => {
        const { token, code, ask } = request.body;
        const text = Buffer.from(code, 'base64url').toString();
        const checked = await desk.checkIn({ token, code: text, ask });
        return checked.ok ? checked.value : refuse(hub, reply, checked.fault);
      },
    );
    done();
  };
}
