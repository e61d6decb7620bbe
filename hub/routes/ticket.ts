import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { PATHS, ticketAnswerSchema, ticketAskSchema, type TicketAnswer } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import { codeProofOf } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { findCodeHash } from '../store/enrolment.ts';
import { readNamed } from '../ticket.ts';

/**
 * What a ticket names, for a kiosk at which somebody has typed this hub's address and a code: proven by the code, whose id
 * alone travels. It says nothing that is secret, and takes nothing: the code is used when the kiosk enrols.
 */
export function ticketRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.ticket,
      { config: { guard: 'code' }, schema: { body: ticketAskSchema, response: { 200: ticketAnswerSchema } } },
      async (request, reply) => {
        const codeId = Buffer.from(request.body.codeId, 'base64');
        const codeHash = await findCodeHash(hub.database.store, codeId, new Date(hub.nowMs()));
        if (!codeHash.ok) return refuse(hub, reply, codeHash.fault);
        const named = await readNamed(hub);
        if (!named.ok) return refuse(hub, reply, named.fault);
        void reply.header('cache-control', 'no-store');
        const answer: TicketAnswer = {
          hubKeyId: hub.secrets.hubKey.keyId,
          policyRoot: Buffer.from(named.value.policyRoot).toString('base64'),
          proof: codeProofOf(codeHash.value, named.value).toString('base64'),
        };
        return answer;
      },
    );
    done();
  };
}
