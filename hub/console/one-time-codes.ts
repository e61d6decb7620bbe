import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** 160 bits, as long as the hash's output. @see RFC 4226 §4 R6 */
const SECRET_BYTES = 20;
/** One before and one after: clocks of telephones differ, and so does the time it takes to type. @see RFC 6238 §5.2 */
const WINDOW = 1;

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A secret as it is told once, for an authenticator. */
export interface ToldSecret {
  /** Base 32. */
  readonly secret: string;
  readonly uri: string;
}

/** @param login whose it is, as authenticators show it */
export function tellSecret(secret: Uint8Array, login: string): ToldSecret {
  const codes = totpOf(secret, login);
  return { secret: codes.secret.base32, uri: codes.toString() };
}

export function makeSecret(randomBytes: (length: number) => Buffer): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** @returns the step that the code is of, by which it is told from the next; `null`: it is of none that is near */
export function stepOfCode(secret: Uint8Array, code: string, nowMs: number): number | null {
  const delta = totpOf(secret, '').validate({ token: code, timestamp: nowMs, window: WINDOW });
  return delta === null ? null : Math.floor(nowMs / (PERIOD_SECONDS * 1000)) + delta;
}

/** HMAC-SHA-1 and six digits: what every authenticator takes. @see RFC 6238 */
function totpOf(secret: Uint8Array, login: string): TOTP {
  // A copy: a Buffer may be a piece of a larger one, of which all would be taken.
  const buffer = new Uint8Array(secret).buffer;
  const label = login === '' ? {} : { label: login };
  return new TOTP({
    ...{ issuer: 'Digital Sentinel', algorithm: 'SHA1', digits: 6, period: PERIOD_SECONDS, ...label },
    secret: new Secret({ buffer }),
  });
}

/**
 * Seals a secret to the hub's own files, so that the database alone gives no codes: 12 bytes of nonce ‖ AES-256-GCM ‖ tag,
 * bound to the account.
 */
export function sealSecret(
  master: Uint8Array,
  account: string,
  secret: Uint8Array,
  randomBytes: (length: number) => Buffer,
): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(master), nonce).setAAD(Buffer.from(account));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** @throws where the hub's venue key is another than it was sealed under, or it is of another account */
export function openSecret(master: Uint8Array, account: string, sealed: Buffer): Buffer {
  const tag = sealed.subarray(sealed.length - TAG_BYTES);
  const cipher = createDecipheriv('aes-256-gcm', keyOf(master), sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(account))
    .setAuthTag(tag);
  return Buffer.concat([cipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), cipher.final()]);
}

function keyOf(master: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', 'digital-sentinel one-time codes v1', 32));
}
