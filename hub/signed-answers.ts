import { sign } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  answerBase,
  answerFields,
  contentDigest,
  NONCE_FIELD,
  parseClaim,
  type Asked,
} from '../shared/wire-signature.ts';
import { sha256, type HubKey } from './crypto.ts';
import { fieldOf } from './field.ts';
import type { Guard } from './guard.ts';

/** Whatever a handler gives, these travel without a body (RFC 9110 §15.3.5, §15.4.5). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** Guards of what is answered to a signature; none is that of an address which nobody answers. */
const SIGNED_TO: ReadonlySet<Guard | undefined> = new Set<Guard | undefined>(['kiosk', 'enrolling', undefined]);

/** base64url of 16 bytes, without spare bits. */
const NONCE = /^[\w-]{21}[AQgw]$/u;

/**
 * Signs every answer whose request makes it its own, by its signature or by a nonce, whatever became of it: a kiosk
 * takes no other. Files of the policy repository are streams and are not signed here: TUF signs them.
 */
export function signAnswers(app: FastifyInstance, key: HubKey): void {
  app.addHook('onSend', (request, reply, payload: unknown, done) => {
    const asked = askedOf(request);
    const body = BODILESS.has(reply.statusCode) ? '' : bodyOf(payload);
    if (asked !== null && body !== null) void reply.headers(fieldsFor(key, reply.statusCode, body, asked));
    done();
  });
}

/**
 * A signature need not be right to have its answer signed: what is wrong with it is said in the answer. But it counts
 * only where it is looked at, or where nobody answers: else whoever has a kiosk's request could put its signature on one
 * of another kind that is open to anybody, and hand the kiosk the hub's own "200" to what the kiosk never asked.
 */
function askedOf(request: FastifyRequest): Asked | null {
  if (SIGNED_TO.has(request.routeOptions.config.guard)) {
    const claim = parseClaim(fieldOf(request, 'signature-input'), fieldOf(request, 'signature'));
    if (claim.ok) return { field: 'signature', value: claim.value.signature };
  }
  const nonce = fieldOf(request, NONCE_FIELD);
  return nonce !== undefined && NONCE.test(nonce) ? { field: NONCE_FIELD, value: nonce } : null;
}

/** @returns `null` for a stream */
function bodyOf(payload: unknown): string | Uint8Array | null {
  if (payload === null || payload === undefined) return '';
  return typeof payload === 'string' || payload instanceof Uint8Array ? payload : null;
}

function fieldsFor(key: HubKey, status: number, body: string | Uint8Array, asked: Asked): Record<string, string> {
  const answer = { status, contentDigest: contentDigest(sha256(body).toString('base64')), asked };
  const signature = sign(null, Buffer.from(answerBase(answer, key.keyId)), key.private);
  return answerFields(answer, key.keyId, signature.toString('base64'));
}
