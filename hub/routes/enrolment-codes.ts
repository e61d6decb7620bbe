import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { NO_TICKET } from '../../shared/ticket.ts';
import type { Hub } from '../hub.ts';
import { name } from '../name.ts';
import { makeCodes } from '../new-codes.ts';

const CODE_LIFE_SECONDS = 600;
/** Of a batch that is prepared the day before. */
const MAX_CODE_LIFE_SECONDS = 86_400;
/** Gates in one batch: the largest venue has some. */
const MAX_GATES = 200;

/** Of their names, however they are escaped. */
const MAX_GATES_BYTES = 512 * 1024;

const lifeSeconds = z.int().min(1).max(MAX_CODE_LIFE_SECONDS).default(CODE_LIFE_SECONDS);

const madeSchema = z.object({
  code: z.string(),
  /** The first moment at which it is refused. */
  expiresAt: z.iso.datetime(),
  /** Where kiosks find the hub, to be typed with the code; `null`: nobody has said. */
  hub: z.string().nullable(),
  /** What a kiosk enrols with (`shared/ticket.ts`); `null`: `noTicket` says why. */
  ticket: z.string().nullable(),
  noTicket: z.enum(NO_TICKET).nullable(),
});

/** One-time codes, and tickets with them, for whoever sets up kiosks. */
export function enrolmentCodeRoutes(hub: Hub): FastifyPluginCallbackZod {
  const config = { guard: 'administrator' } as const;
  return (app, _options, done) => {
    app.post(
      '/v1/enrolment-codes',
      { config, schema: { body: z.object({ venue: name, gate: name, lifeSeconds }), response: { 201: madeSchema } } },
      async (request, reply) => {
        const { venue, gate, lifeSeconds } = request.body;
        const [made] = await makeCodes(hub, { venue, gates: [gate], lifeSeconds, madeBy: null });
        if (made === undefined) throw new Error('one gate, no code');
        return reply.header('cache-control', 'no-store').code(201).send(made);
      },
    );
    app.post(
      '/v1/enrolment-batches',
      {
        bodyLimit: MAX_GATES_BYTES,
        config,
        schema: {
          body: z.object({ venue: name, gates: z.array(name).min(1).max(MAX_GATES), lifeSeconds }),
          response: { 201: z.object({ codes: z.array(madeSchema.extend({ gate: z.string() })) }) },
        },
      },
      async (request, reply) => {
        const { venue, gates, lifeSeconds } = request.body;
        const codes = await makeCodes(hub, { venue, gates, lifeSeconds, madeBy: null });
        return reply.header('cache-control', 'no-store').code(201).send({ codes });
      },
    );
    done();
  };
}
