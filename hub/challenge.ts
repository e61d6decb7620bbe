import { createHmac, timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '../shared/result.ts';

/** How long a challenge is taken: a kiosk asks for one and sends many batches under it. */
export const CHALLENGE_LIFE_SECONDS = 900;

/** By how much the clocks of two hub processes may differ. */
export const SKEW_MS = 60_000;

const TIME_BYTES = 8;
const RANDOM_BYTES = 16;
const MAC_BYTES = 32;

/** `clocks-differ`: another process of the hub made it, whose clock is ahead of this one's by more than {@link SKEW_MS}. */
export type ChallengeFault = 'challenge-wrong' | 'challenge-expired' | 'clocks-differ';

/**
 * A challenge any process of the hub can verify without having kept it: time of issue ‖ 16 random bytes ‖
 * HMAC-SHA-256 of both, as base64url.
 */
export function makeChallenge(key: Uint8Array, nowMs: number, randomBytes: (length: number) => Buffer): string {
  const body = Buffer.alloc(TIME_BYTES + RANDOM_BYTES);
  body.writeBigUInt64BE(BigInt(nowMs));
  randomBytes(RANDOM_BYTES).copy(body, TIME_BYTES);
  return Buffer.concat([body, macOf(key, body)]).toString('base64url');
}

/**
 * Half-open: taken from a minute before its issue (clocks differ), refused from 900 s after it on.
 *
 * @returns when it was issued, epoch milliseconds
 */
export function checkChallenge(key: Uint8Array, challenge: string, nowMs: number): Result<number, ChallengeFault> {
  const bytes = Buffer.from(challenge, 'base64url');
  if (bytes.length !== TIME_BYTES + RANDOM_BYTES + MAC_BYTES) return fail('challenge-wrong');
  // One spelling only: what is signed is the text.
  if (bytes.toString('base64url') !== challenge) return fail('challenge-wrong');
  const body = bytes.subarray(0, TIME_BYTES + RANDOM_BYTES);
  if (!timingSafeEqual(bytes.subarray(body.length), macOf(key, body))) return fail('challenge-wrong');
  const issuedMs = Number(body.readBigUInt64BE());
  const ageMs = nowMs - issuedMs;
  if (ageMs < -SKEW_MS) return fail('clocks-differ');
  return ageMs < CHALLENGE_LIFE_SECONDS * 1000 ? ok(issuedMs) : fail('challenge-expired');
}

function macOf(key: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update('digital-sentinel challenge v1\0').update(body).digest();
}
