import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { STATUS_WITHIN_MS } from '../../shared/status.ts';
import { PATHS, statusAnswerSchema, statusAskSchema, type StatusAnswer } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import { kioskOf } from '../guard.ts';
import type { Hub } from '../hub.ts';
import { kioskCounter } from '../limits.ts';
import { holdKiosk } from '../store/kiosk.ts';
import { askProvider } from '../status/ask.ts';

/** Hands a kiosk's sealed question to the status provider, and the answer back. Neither is logged or kept. */
export function statusRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    const isOver = kioskCounter(app, hub.limits.statusPerKiosk);
    app.post(
      PATHS.status,
      {
        config: { guard: 'kiosk', isPrivate: true, refuses: [404] },
        schema: { body: statusAskSchema, response: { 200: statusAnswerSchema } },
      },
      async (request, reply) => {
        if (await isOver(request, reply)) return refuse(hub, reply, 'too-many-requests');
        void reply.header('cache-control', 'no-store');
        if (hub.statusProvider === null) return refuse(hub, reply, 'provider-unavailable');
        // Its body may have taken long, and nothing is handed on for a kiosk that was revoked meanwhile.
        if (!(await holdKiosk(hub.database.store, kioskOf(request)))) return refuse(hub, reply, 'kiosk-revoked');
        const question = Buffer.from(request.body.sealed, 'base64');
        const answer = await askProvider(hub.statusProvider, question, STATUS_WITHIN_MS - reply.elapsedTime, hub.log);
        return answer.ok ? ({ code: answer.value } satisfies StatusAnswer) : refuse(hub, reply, answer.fault);
      },
    );
    done();
  };
}
