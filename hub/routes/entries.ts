import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { fail, ok, type Result } from '../../shared/result.ts';
import { headStatement } from '../../shared/statement.ts';
import {
  acknowledgementSchema,
  batchSchema,
  MAX_BODY_BYTES,
  PATHS,
  type Acknowledgement,
  type Batch,
} from '../../shared/wire.ts';
import { refuse } from '../answers.ts';
import type { Hub } from '../hub.ts';
import { importKey, isSignedBy } from '../crypto.ts';
import { kioskOf } from '../guard.ts';
import type { SignedMark } from '../store/chain.ts';
import { ingest, type Delivery } from '../store/ingest.ts';
import type { Kiosk } from '../store/kiosk.ts';
import { readBatch } from '../store/received.ts';

/** Takes a kiosk's entries; what is acknowledged is on disk. */
export function entriesRoute(hub: Hub): FastifyPluginCallbackZod {
  return (app, _options, done) => {
    app.post(
      PATHS.entries,
      {
        bodyLimit: MAX_BODY_BYTES,
        config: { guard: 'kiosk', isBatch: true, refuses: [409] },
        schema: { body: batchSchema, response: { 200: acknowledgementSchema } },
      },
      async (request, reply) => {
        const { body } = request;
        const kiosk = kioskOf(request);
        const signed = readHead(body, kiosk);
        if (!signed.ok) return refuse(hub, reply, signed.fault);
        const delivery = readDelivery(body, kiosk, signed.value);
        const taken = await ingest(hub.database.store, hub, delivery);
        if (!taken.ok) {
          const { head } = taken;
          return refuse(
            hub,
            reply,
            taken.fault,
            head === null ? {} : { head: { through: head.through, hash: head.hash.toString('base64') } },
          );
        }
        hub.metrics.countBatch(taken.value);
        hub.log.write('batch-taken', { kiosk: kiosk.id, ...taken.value });
        const { sequence: through, hash } = delivery.entries.at(-1) ?? delivery.entries[0];
        return {
          epoch: taken.epoch,
          chain: body.chain,
          through,
          hash: hash.toString('base64'),
        } satisfies Acknowledgement;
      },
    );
    done();
  };
}

function readDelivery(body: Batch, kiosk: Kiosk, signed: SignedMark | null): Delivery {
  const [first, ...rest] = readBatch(body);
  if (first === undefined) throw new Error('a batch past its schema');
  return { kiosk, chain: body.chain, entries: [first, ...rest], hole: body.hole ?? null, signed };
}

/** How far the chain goes by the kiosk's word, if it gives it and has signed for it. */
function readHead({ chain, head }: Batch, { publicKey }: Kiosk): Result<SignedMark | null, 'head-wrong'> {
  if (head === undefined) return ok(null);
  const { sequence, signature } = head;
  const hash = Buffer.from(head.hash, 'base64');
  const key = importKey(publicKey);
  const isSigned = key !== undefined && isSignedBy(key, headStatement({ chain, sequence, hash }), signature);
  return isSigned ? ok({ sequence, hash, signature: Buffer.from(signature, 'base64') }) : fail('head-wrong');
}
