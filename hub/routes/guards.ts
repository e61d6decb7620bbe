import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { guardName, guardNumber, guardRole, newGuardNumber } from '../../shared/guard-list.ts';
import { checkPin } from '../../shared/pin.ts';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { name } from '../name.ts';
import { keepHasher } from '../pin.ts';
import { putGuard, readGuards, removeGuard, type Change } from '../store/guards.ts';
import { countKiosks } from '../store/kiosks.ts';
import { uuid } from '../uuid.ts';

/** Of one guard: the largest venue has some. */
const MAX_GATES = 200;
/** More than any PIN that is taken: how many may be is told as what is wrong with a PIN. */
const MAX_DIGITS = 64;

const gates = z
  .array(name)
  .min(1)
  .max(MAX_GATES)
  .transform((all) => [...new Set(all)]);

const putSchema = z.strictObject({
  venue: name,
  number: newGuardNumber,
  name: guardName,
  role: guardRole,
  gates,
  /** Absent: the one that is there stays. */
  pin: z.string().regex(/^\d*$/u).max(MAX_DIGITS).optional(),
});

const listSchema = z.object({
  /** Kiosks that have this list report it; `null`: nobody has set any guards here. */
  revision: uuid.nullable(),
  guards: z.array(
    z.object({
      number: z.string(),
      name: z.string(),
      role: guardRole,
      gates: z.array(z.string()),
      hasPin: z.boolean(),
      /** When it was set or withdrawn last; `null`: never. */
      pinChangedAt: z.iso.datetime().nullable(),
    }),
  ),
});

/** Who may decide by hand at a venue's gates; kiosks are told at their next heartbeat. What proves a PIN is told to kiosks alone. */
export function guardsRoutes(hub: Hub): FastifyPluginCallbackZod {
  const { store } = hub.database;
  const hashPin = keepHasher();
  const config = { guard: 'administrator' } as const;
  const newChange = (): Change => ({ now: new Date(hub.nowMs()), revision: hub.newId() });
  return (app, _options, done) => {
    app.get(
      '/v1/guards',
      { config, schema: { querystring: z.object({ venue: name }), response: { 200: listSchema } } },
      async ({ query: { venue } }) => {
        const { revision, guards } = await readGuards(store, venue);
        return {
          revision,
          guards: guards.map(({ gates, pinChangedAt, ...guard }) => ({
            ...guard,
            gates: [...gates],
            pinChangedAt: pinChangedAt?.toISOString() ?? null,
          })),
        };
      },
    );
    app.put(
      '/v1/guards',
      {
        config: { ...config, refuses: [409] },
        schema: {
          body: putSchema,
          response: {
            200: z.object({
              revision: uuid,
              /** That hear it now; 0 may be a venue or gate that was written wrong. */
              kiosks: z.int().nonnegative(),
            }),
          },
        },
      },
      async (request, reply) => {
        const { pin, ...guard } = request.body;
        if (pin !== undefined && checkPin(pin, guard.role) !== null) return refuse(hub, reply, 'pin-unfit');
        const hashed = pin === undefined ? null : await hashPin(pin);
        const change = newChange();
        const put = await putGuard(store, { ...guard, pin: hashed }, change);
        if (!put.ok) return refuse(hub, reply, put.fault);
        hub.log.write('guards-changed', { revision: change.revision });
        return { revision: change.revision, kiosks: await countKiosks(store, guard.venue, guard.gates) };
      },
    );
    app.delete(
      '/v1/guards',
      {
        config: { ...config, refuses: [404] },
        schema: { querystring: z.object({ venue: name, number: guardNumber }), response: { 204: z.null() } },
      },
      async ({ query: { venue, number } }, reply) => {
        const { revision } = newChange();
        if (!(await removeGuard(store, venue, number, revision))) return refuse(hub, reply, 'not-found');
        hub.log.write('guards-changed', { revision });
        return reply.code(204).send(null);
      },
    );
    done();
  };
}
