import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { reportSchema, retirementSchema } from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { name } from '../name.ts';
import { revokeKiosk } from '../store/kiosk.ts';
import { readKiosks, type KnownKiosk } from '../store/kiosks.ts';
import { uuid } from '../uuid.ts';

const MAX_KIOSKS = 500;

const mark = z.object({ sequence: z.int(), hash: z.string() });
const moment = z.iso.datetime();

const kioskSchema = z.object({
  kiosk: uuid,
  venue: z.string(),
  gate: z.string(),
  keyId: z.string(),
  enrolledAt: moment,
  /** `null`: it is not. */
  revokedAt: moment.nullable(),
  /** By its own word; it is revoked since then, too. `null`: it is not. */
  retired: retirementSchema.extend({ at: moment }).nullable(),
  /** The kiosk that has its chains now; `null`: none, or before hubs noted it. */
  successor: z.uuid().nullable(),
  /** `null`: it has not been heard yet; and so with all that it says. */
  heardAt: moment.nullable(),
  unsent: z.int().nullable(),
  report: reportSchema.nullable(),
  /** The one that moved on last first. */
  chains: z.array(
    z.object({
      chain: uuid,
      /** -1: nothing yet. */
      through: z.int(),
      hash: z.string(),
      advancedAt: moment,
      /** How far it goes by the kiosk's signature. */
      signed: mark.nullable(),
    }),
  ),
});

/** Every kiosk there is and was, for whoever keeps an eye on them; and the end of one. */
export function kioskRoutes(hub: Hub): FastifyPluginCallbackZod {
  const config = { guard: 'administrator' } as const;
  return (app, _options, done) => {
    app.get(
      '/v1/kiosks',
      {
        config,
        schema: {
          querystring: z.object({ after: uuid.optional(), venue: name.optional() }),
          response: { 200: z.object({ kiosks: z.array(kioskSchema) }) },
        },
      },
      async (request) => {
        const { after = null, venue = null } = request.query;
        const kiosks = await readKiosks(hub.database.store, { after, venue, limit: MAX_KIOSKS });
        return { kiosks: kiosks.map(describeKiosk) };
      },
    );
    app.post(
      '/v1/kiosks/:kiosk/revoke',
      {
        config: { ...config, refuses: [404] },
        schema: { params: z.object({ kiosk: uuid }), response: { 204: z.null() } },
      },
      async (request, reply) => {
        const { kiosk } = request.params;
        const change = { now: new Date(hub.nowMs()), revision: hub.newId() };
        const pinsWithdrawn = await revokeKiosk(hub.database.store, kiosk, change);
        if (pinsWithdrawn === null) return refuse(hub, reply, 'not-found');
        hub.log.write('revoked', { kiosk, pinsWithdrawn });
        return reply.code(204).send(null);
      },
    );
    done();
  };
}

function describeKiosk({
  id,
  enrolledAt,
  revokedAt,
  retired,
  heard,
  chains,
  ...kiosk
}: KnownKiosk): z.input<typeof kioskSchema> {
  return {
    ...kiosk,
    kiosk: id,
    enrolledAt: enrolledAt.toISOString(),
    revokedAt: revokedAt?.toISOString() ?? null,
    retired: retired && { at: retired.at.toISOString(), ...retired.retirement },
    heardAt: heard?.at.toISOString() ?? null,
    unsent: heard?.report.unsent ?? null,
    report: heard?.report ?? null,
    chains: chains.map(({ chain, sequence: through, hash, advancedAt, signed }) => ({
      ...{ chain, through },
      hash: hash.toString('base64'),
      advancedAt: advancedAt.toISOString(),
      signed: signed === null ? null : { sequence: signed.sequence, hash: signed.hash.toString('base64') },
    })),
  };
}
