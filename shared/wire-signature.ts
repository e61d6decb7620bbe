import { fail, ok, type Result } from './result.ts';

/**
 * HTTP message signatures between kiosk and hub (RFC 9421), in the one form of `docs/wire.md`: Ed25519 over method,
 * path, query, digest of the body as it travels, and a challenge of the hub. There is no `created`: a kiosk's clock may
 * be wrong, and the challenge says when. `Content-Encoding` is not covered, and need not be: no bytes are both gzip and
 * JSON, so that whoever changes it on the way has the request refused, as by dropping it, and never read otherwise.
 */
export interface SignedRequest {
  readonly method: string;
  /** Absolute path as it stands in the request line (§2.2.6). */
  readonly path: string;
  /** With its leading `?`, which stands alone where there is no query (§2.2.7). */
  readonly query: string;
  /** The field `Content-Digest` (RFC 9530 §2). */
  readonly contentDigest: string;
  /** The field `Sentinel-Challenge`. */
  readonly challenge: string;
}

export const CHALLENGE_FIELD = 'sentinel-challenge';

const COVERED = '("@method" "@path" "@query" "content-digest" "sentinel-challenge")';
/** Keeps a signature from meaning anything elsewhere (§2.3). */
const TAG = 'digital-sentinel';

/** base64url of the SHA-256 thumbprint of the kiosk's key (RFC 7638). */
const KEY_ID = '[\\w-]{43}';
const INPUT = new RegExp(`^kiosk=(\\("@method".*"\\);keyid="(${KEY_ID})";alg="ed25519";tag="${TAG}")$`, 'u');
/** 64 bytes. */
const SIGNATURE = /^kiosk=:([A-Za-z0-9+/]{86}==):$/u;

/** The parameters that are signed, and the value of `Signature-Input` but for its label (§2.3). */
function parametersOf(keyId: string): string {
  return `${COVERED};keyid="${keyId}";alg="ed25519";tag="${TAG}"`;
}

/** What is signed: one line for each component, no line break after the last. @see RFC 9421 §2.5 */
export function signatureBase(request: SignedRequest, keyId: string): string {
  return [
    `"@method": ${request.method}`,
    `"@path": ${request.path}`,
    `"@query": ${request.query}`,
    `"content-digest": ${request.contentDigest}`,
    `"${CHALLENGE_FIELD}": ${request.challenge}`,
    `"@signature-params": ${parametersOf(keyId)}`,
  ].join('\n');
}

/** The fields that go with a request. @param signature base64 */
export function signatureFields(request: SignedRequest, keyId: string, signature: string): Record<string, string> {
  return {
    'content-digest': request.contentDigest,
    [CHALLENGE_FIELD]: request.challenge,
    'signature-input': `kiosk=${parametersOf(keyId)}`,
    signature: `kiosk=:${signature}:`,
  };
}

/** @param sha256 base64 of the digest of the body as it travels, compressed or not. @see RFC 9530 §2 */
export function contentDigest(sha256: string): string {
  return `sha-256=:${sha256}:`;
}

/** What a request says of its signature, before anything of it is believed. */
export interface Claim {
  readonly keyId: string;
  /** base64, 64 bytes. */
  readonly signature: string;
}

export type ClaimFault = 'signature-missing' | 'signature-malformed';

/** Reads the two signature fields; `undefined` is a field that is not there. */
export function parseClaim(input: string | undefined, signature: string | undefined): Result<Claim, ClaimFault> {
  if (input === undefined || signature === undefined) return fail('signature-missing');
  const [, parameters, keyId] = INPUT.exec(input) ?? [];
  const [, bytes] = SIGNATURE.exec(signature) ?? [];
  if (keyId === undefined || bytes === undefined) return fail('signature-malformed');
  return parameters === parametersOf(keyId) ? ok({ keyId, signature: bytes }) : fail('signature-malformed');
}

/** What an answer of the hub is bound to: the signature of the request, or the nonce of one that was not signed. */
export interface Asked {
  readonly field: 'signature' | 'sentinel-nonce';
  /** As the request had it: base64 of the signature, or the nonce itself. */
  readonly value: string;
}

/** The field by which a request that is not signed makes its answer its own: 16 random bytes, base64url. */
export const NONCE_FIELD = 'sentinel-nonce';

/** An answer of the hub, which is signed whole: a kiosk takes no other, whatever its status. */
export interface SignedAnswer {
  readonly status: number;
  /** Of the body as it travels. */
  readonly contentDigest: string;
  readonly asked: Asked;
}

const ANSWER_TAG = 'digital-sentinel-hub';
const ANSWER_INPUT = new RegExp(`^hub=(\\("@status".*\\);keyid="(${KEY_ID})";alg="ed25519";tag="${ANSWER_TAG}")$`, 'u');
const ANSWER_SIGNATURE = /^hub=:([A-Za-z0-9+/]{86}==):$/u;

/** @see RFC 9421 §2.4: a component of the request is covered with the parameter `req` */
function askedComponent({ field }: Asked): string {
  return field === 'signature' ? '"signature";key="kiosk";req' : '"sentinel-nonce";req';
}

function answerParametersOf(keyId: string, asked: Asked): string {
  return `("@status" "content-digest" ${askedComponent(asked)});keyid="${keyId}";alg="ed25519";tag="${ANSWER_TAG}"`;
}

/** What the hub signs. @see RFC 9421 §2.5 */
export function answerBase({ status, contentDigest, asked }: SignedAnswer, keyId: string): string {
  return [
    `"@status": ${status}`,
    `"content-digest": ${contentDigest}`,
    `${askedComponent(asked)}: ${asked.field === 'signature' ? `:${asked.value}:` : asked.value}`,
    `"@signature-params": ${answerParametersOf(keyId, asked)}`,
  ].join('\n');
}

/** The fields that go with an answer. @param signature base64 */
export function answerFields(answer: SignedAnswer, keyId: string, signature: string): Record<string, string> {
  return {
    'content-digest': answer.contentDigest,
    'signature-input': `hub=${answerParametersOf(keyId, answer.asked)}`,
    signature: `hub=:${signature}:`,
  };
}

/** Reads the two signature fields of an answer; `undefined` is a field that is not there. */
export function parseAnswerClaim(
  input: string | undefined,
  signature: string | undefined,
  asked: Asked,
): Result<Claim, ClaimFault> {
  if (input === undefined || signature === undefined) return fail('signature-missing');
  const [, parameters, keyId] = ANSWER_INPUT.exec(input) ?? [];
  const [, bytes] = ANSWER_SIGNATURE.exec(signature) ?? [];
  if (keyId === undefined || bytes === undefined) return fail('signature-malformed');
  return parameters === answerParametersOf(keyId, asked)
    ? ok({ keyId, signature: bytes })
    : fail('signature-malformed');
}
