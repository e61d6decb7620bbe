import type { Dispatcher } from 'undici';
import type { PublicJwk } from '../../shared/primitives.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { answerBase, contentDigest, parseAnswerClaim, type Asked } from '../../shared/wire-signature.ts';
import { keyIdOf, primitives } from '../crypto.ts';
import type { CertificateFault } from './tls/connect.ts';

/** What the hub said: verified to be its own, and to be the answer to this very request. */
export interface HubAnswer {
  readonly status: number;
  /** As they came. */
  readonly bytes: Uint8Array;
  /** Parsed JSON; `undefined` for what is none. */
  readonly body: unknown;
  /** What `Retry-After` asks for, at most five minutes: the field is not signed, and whoever is on the way may write it. */
  readonly retryAfterMs: number | null;
}

/**
 * `hub-unreachable`: no answer, or not all of one. `answer-not-of-the-hub`: somebody else's, as a captive portal's.
 * `gateway-trouble`: somebody else's, who says that the hub cannot answer, as a load balancer.
 */
export type AnswerFault = 'hub-unreachable' | 'answer-not-of-the-hub' | 'gateway-trouble' | CertificateFault;

/** Bytes of an answer; the hub's longest is a hundredth of that. */
const MAX_ANSWER_BYTES = 64 * 1024;

const MAX_RETRY_AFTER_SECONDS = 300;

/** The key that a kiosk was given with its ticket: it believes no other. */
export interface HubKey {
  readonly id: string;
  readonly jwk: PublicJwk;
}

/** @param x of its JWK */
export function hubKeyOf(x: string): HubKey {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x };
  return { jwk, id: keyIdOf(x) };
}

/**
 * Reads an answer and believes it only if the hub signed it over its status, its body and our request's signature:
 * HTML with status 200 is none, neither is an answer to another request.
 *
 * @throws what the network throws when the body breaks off
 */
export async function readAnswer(
  response: Dispatcher.ResponseData,
  key: HubKey,
  asked: Asked,
): Promise<Result<HubAnswer, AnswerFault>> {
  const bytes = await readBody(response.body);
  const { statusCode: status, headers } = response;
  if (bytes === undefined || !isSigned(bytes, status, headers, key, asked)) {
    return fail(status === 429 || status >= 500 ? 'gateway-trouble' : 'answer-not-of-the-hub');
  }
  return ok({ status, bytes, body: parseJson(bytes), retryAfterMs: readRetryAfter(headers['retry-after']) });
}

/** @returns `undefined` for one that is longer than any of the hub's */
export async function readBody(body: Dispatcher.ResponseData['body']): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length;
    // Leaving the loop ends the connection: nobody reads the rest.
    if (length > MAX_ANSWER_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

type Headers = Dispatcher.ResponseData['headers'];

function isSigned(bytes: Buffer, status: number, headers: Headers, key: HubKey, asked: Asked): boolean {
  const claim = parseAnswerClaim(single(headers['signature-input']), single(headers['signature']), asked);
  if (!claim.ok || claim.value.keyId !== key.id) return false;
  const digest = contentDigest(Buffer.from(primitives.sha256(bytes)).toString('base64'));
  if (headers['content-digest'] !== digest) return false;
  const base = Buffer.from(answerBase({ status, contentDigest: digest, asked }, key.id));
  return primitives.verifySignature('EdDSA', key.jwk, base, Buffer.from(claim.value.signature, 'base64'));
}

/** A field that stands there twice is as good as none. */
function single(field: string | string[] | undefined): string | undefined {
  return typeof field === 'string' ? field : undefined;
}

export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Signed, but not JSON: the schema of whoever asked finds nothing in it.
    return undefined;
  }
}

/** Seconds only: a date would be read by a clock that may be wrong. @see RFC 9110 §10.2.3 */
function readRetryAfter(field: string | string[] | undefined): number | null {
  const text = single(field);
  if (text === undefined || !/^\d{1,9}$/u.test(text)) return null;
  return Math.min(Number(text), MAX_RETRY_AFTER_SECONDS) * 1000;
}
