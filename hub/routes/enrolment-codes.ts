import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { makeCode } from '../code.ts';
import { sha256 } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { name } from '../name.ts';
import { forgetCodes, saveCodes } from '../store/enrolment.ts';
import { NO_TICKET, openTickets } from '../ticket.ts';

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
  /** What a kiosk enrols with (`shared/ticket.ts`); `null`: `noTicket` says why. */
  ticket: z.string().nullable(),
  noTicket: z.enum(NO_TICKET).nullable(),
});
type Made = z.infer<typeof madeSchema>;

/** One-time codes, and tickets with them, for whoever sets up kiosks. */
export function enrolmentCodeRoutes(hub: Hub): FastifyPluginCallbackZod {
  const config = { guard: 'administrator' } as const;
  return (app, _options, done) => {
    app.post(
      '/v1/enrolment-codes',
      { config, schema: { body: z.object({ venue: name, gate: name, lifeSeconds }), response: { 201: madeSchema } } },
      async (request, reply) => {
        const { venue, gate, lifeSeconds } = request.body;
        const [made] = await makeCodes(hub, venue, [gate], lifeSeconds);
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
        const codes = await makeCodes(hub, venue, gates, lifeSeconds);
        return reply.header('cache-control', 'no-store').code(201).send({ codes });
      },
    );
    done();
  };
}

/** A code for each of the gates, in their order: a gate with three kiosks is named three times. */
async function makeCodes(
  hub: Hub,
  venue: string,
  gates: readonly string[],
  lifeSeconds: number,
): Promise<(Made & { readonly gate: string })[]> {
  const now = new Date(hub.nowMs());
  const expiresAt = new Date(now.getTime() + lifeSeconds * 1000);
  const tickets = await openTickets(hub);
  const codes = gates.map((gate) => ({ gate, code: makeCode(hub.randomBytes) }));
  await forgetCodes(hub.database.store, now);
  await saveCodes(
    hub.database.store,
    codes.map(({ gate, code }) => ({ codeHash: sha256(code), venue, gate, expiresAt })),
  );
  return codes.map(({ gate, code }) => ({
    gate,
    code,
    expiresAt: expiresAt.toISOString(),
    ticket: tickets.ok ? tickets.value(code) : null,
    noTicket: tickets.ok ? null : tickets.fault,
  }));
}
