import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { request, type Dispatcher } from 'undici';
import { z } from 'zod';
import { fail, ok, type Result } from '../../shared/result.ts';
import { challengeSchema, PATHS, refusalSchema } from '../../shared/wire.ts';
import { contentDigest, NONCE_FIELD, signatureBase, signatureFields, type Asked } from '../../shared/wire-signature.ts';
import { keyIdOf, primitives, publicHalf } from '../crypto.ts';
import { hubKeyOf, readAnswer, type AnswerFault, type HubAnswer } from './answer.ts';
import type { Way } from './dispatcher.ts';
import { keepPatience, LIMITS, within, type Knock, type Limits } from './silence.ts';
import { CertificateRefused } from './tls/connect.ts';

/** Who asks whom, and by which way. */
export interface Parties {
  /** Origin of the hub, without a path. */
  readonly hub: string;
  /** `x` of the hub's JWK. */
  readonly hubKey: string;
  /** Ed25519, this kiosk's. */
  readonly privateKey: KeyObject;
  readonly way: Way;
}

/** What the client cannot do itself. */
export interface ClientNeeds {
  readonly nowMs: () => number;
  /** A clock that nobody sets. */
  readonly monotonicMs: () => number;
  readonly randomBytes: (count: number) => Buffer;
  /** How long things may take; tests are in a hurry. */
  readonly limits?: Limits;
}

export interface HubClient {
  /** Asks for what anybody may have; the answer is the hub's all the same. */
  readonly get: (path: string) => Promise<Result<HubAnswer, AnswerFault>>;
  /** Signs and sends a JSON body; the answer is the hub's, or there is none. */
  readonly post: (path: string, body: unknown) => Promise<Result<HubAnswer, AnswerFault>>;
  /** How far the hub's clock is ahead of ours, by the last answer that told; `null` before the first. */
  readonly hubAheadMs: () => number | null;
  /** Epoch milliseconds by the hub's clock: what it told last, and what has passed since by a clock that nobody sets. */
  readonly hubNowMs: () => number | null;
  /** Ends what is under way as well. */
  readonly close: () => Promise<void>;
}

/** Challenges and answers to heartbeats have it. */
const hubTime = z.object({ hubTimeMs: z.int() });

/** A minute less than its life, for what is on the way. */
const CHALLENGE_MARGIN_SECONDS = 60;

/** Base64 of what is sealed does not get smaller than its bits: more effort buys a hundredth, at three times the time. */
const GZIP = { level: 1 };
const compress = promisify(gzip);

export function openClient(parties: Parties, needs: ClientNeeds): HubClient {
  const key = hubKeyOf(parties.hubKey);
  const signer = signerOf(parties.privateKey);
  let challenge: { readonly text: string; readonly until: number } | null = null;
  const { limits = LIMITS } = needs;
  const patience = keepPatience(needs.monotonicMs, limits);
  let aheadMs: number | null = null;
  let told: { readonly hubMs: number; readonly atMs: number } | null = null;
  const hubNowMs = (): number | null => (told === null ? null : told.hubMs + needs.monotonicMs() - told.atMs);
  parties.way.goBy(hubNowMs);

  const askOnce = async ({ sent, asked }: Exchange, signal: AbortSignal): Promise<Result<HubAnswer, AnswerFault>> => {
    const askedAt = needs.monotonicMs();
    try {
      const answer = await readAnswer(await send(parties, sent, signal), key, asked);
      const said = answer.ok ? hubTime.safeParse(answer.value.body).data : undefined;
      // The hub looked at its clock half-way there and back, as well as can be known.
      if (said !== undefined) {
        const atMs = needs.monotonicMs();
        told = { hubMs: said.hubTimeMs + (atMs - askedAt) / 2, atMs };
        aheadMs = Math.round(told.hubMs - needs.nowMs());
      }
      return answer;
    } catch (error) {
      return fail(faultOf(error));
    }
  };

  const toGet = (path: string, by: Sent['by'] = 'knocks'): Exchange => {
    const nonce = needs.randomBytes(16).toString('base64url');
    const sent: Sent = { method: 'GET', path, by, headers: { [NONCE_FIELD]: nonce }, body: null };
    return { sent, asked: { field: NONCE_FIELD, value: nonce } };
  };
  // What is out of date by our clock may be in date by the hub's, of which anybody may ask; nothing was sent before.
  const once = async (exchange: Exchange, signal: AbortSignal): Promise<Result<HubAnswer, AnswerFault>> => {
    const answer = await askOnce(exchange, signal);
    if (answer.ok || answer.fault !== 'certificate-out-of-date') return answer;
    const time = await askOnce(toGet(PATHS.challenge, 'strangers'), signal);
    return time.ok ? askOnce(exchange, signal) : time;
  };
  const knock: Knock = async (signal) => (await once(toGet(PATHS.challenge), signal)).ok;
  // A code works once: an answer to it that is still to come is worth waiting for.
  const inTime = (kind: string, exchange: Exchange): Promise<Result<HubAnswer, AnswerFault>> =>
    kind === PATHS.enrol
      ? within(limits.request, (signal) => once(exchange, signal))
      : patience.ask(kind, knock, (signal) => once(exchange, signal));
  const get = (path: string): Promise<Result<HubAnswer, AnswerFault>> => inTime(path, toGet(path));

  const renewChallenge = async (): Promise<Result<string, AnswerFault> | HubAnswer> => {
    const askedAt = needs.monotonicMs();
    const answer = await get(PATHS.challenge);
    if (!answer.ok) return answer;
    if (answer.value.status !== 200) return answer.value;
    const given = challengeSchema.safeParse(answer.value.body);
    // Signed by the hub's key, and not what this release calls a challenge: nothing to go on with.
    if (!given.success) return fail('answer-not-of-the-hub');
    const lifeMs = (given.data.lifeSeconds - CHALLENGE_MARGIN_SECONDS) * 1000;
    challenge = { text: given.data.challenge, until: askedAt + lifeMs };
    return ok(challenge.text);
  };

  const postOnce = async (path: string, body: Buffer): Promise<Result<HubAnswer, AnswerFault>> => {
    const isGood = challenge !== null && needs.monotonicMs() < challenge.until;
    const text = isGood && challenge !== null ? ok(challenge.text) : await renewChallenge();
    if (!('ok' in text)) return ok(text);
    if (!text.ok) return text;
    // Two equal requests would have one signature, and an answer to the first would do for the second.
    const query = `?${needs.randomBytes(16).toString('base64url')}`;
    const { headers, signature } = signer({ path, query, body, challenge: text.value });
    const sent: Sent = { method: 'POST', path: path + query, by: 'requests', headers, body };
    return inTime(path, { sent, asked: { field: 'signature', value: signature } });
  };

  return {
    get,
    post: async (path, body) => {
      const bytes = await compress(JSON.stringify(body), GZIP);
      const answer = await postOnce(path, bytes);
      if (!isChallengeRefused(answer)) return answer;
      challenge = null;
      return postOnce(path, bytes);
    },
    hubAheadMs: () => aheadMs,
    hubNowMs,
    close: () => parties.way.close(),
  };
}

interface Sent {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly by: 'requests' | 'knocks' | 'strangers';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** A request, and what its answer is to be signed for. */
interface Exchange {
  readonly sent: Sent;
  readonly asked: Asked;
}

/** Redirects are answers like any other, and nobody's: none is followed. */
function send(
  { hub, way }: Parties,
  { method, path, by, headers, body }: Sent,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const reset = by !== 'requests';
  return request(hub + path, { method, headers: { ...headers }, body, dispatcher: way[by], signal, reset });
}

interface Signing {
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
  readonly challenge: string;
}

/** Signs as `docs/wire.md` has it. */
function signerOf(privateKey: KeyObject) {
  const id = keyIdOf(publicHalf(privateKey));
  return ({ path, query, body, challenge }: Signing): { headers: Record<string, string>; signature: string } => {
    const digest = contentDigest(Buffer.from(primitives.sha256(body)).toString('base64'));
    const signed = { method: 'POST', path, query, contentDigest: digest, challenge };
    const signature = sign(null, Buffer.from(signatureBase(signed, id)), privateKey).toString('base64');
    const content = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    return { headers: { ...content, ...signatureFields(signed, id, signature) }, signature };
  };
}

function isChallengeRefused(answer: Result<HubAnswer, AnswerFault>): boolean {
  if (!answer.ok || answer.value.status !== 401) return false;
  const refusal = refusalSchema.safeParse(answer.value.body);
  return refusal.success && ['challenge-expired', 'challenge-wrong'].includes(refusal.data.fault);
}

/** @throws a bug: errors of the network and of TLS have a code, and so have most of undici's */
function faultOf(error: unknown): AnswerFault {
  if (!(error instanceof Error)) throw error;
  if (error instanceof CertificateRefused) return error.fault;
  // What came is not HTTP.
  if (error.name === 'HTTPParserError') return 'answer-not-of-the-hub';
  const isOfNetwork = error.name === 'TimeoutError' || ('code' in error && typeof error.code === 'string');
  if (!isOfNetwork) throw error;
  return 'hub-unreachable';
}
