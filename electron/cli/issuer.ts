import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  randomBytes,
  sign,
  type KeyObject,
} from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { encodeClaims } from '../../shared/credential/health-code-encode.ts';
import { kidOf, PREFIX } from '../../shared/credential/health-code.ts';
import { claimsOf, type Register, type WrittenFacts } from '../../shared/credential/issue.ts';
import { encodePass, withoutName, type NamedPass } from '../../shared/credential/pass-issue.ts';
import { PASS_PREFIX } from '../../shared/credential/pass.ts';
import { signText } from '../../shared/credential/signed-text.ts';
import { MAX_TEXT_LENGTH } from '../../shared/scan.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { primitives } from '../crypto.ts';

/** Thrown for a key or register file that cannot be used; the message says why without what is in it. */
export class UnusableFile extends Error {}

export interface Issuer {
  /** @returns the text of a health code; `too-large` for facts beyond what a QR code holds */
  issue(written: WrittenFacts): Result<string, 'too-large'>;
  /** @returns the text of a pass; `too-large` for more places and windows than a QR code holds */
  issuePass(written: NamedPass): Result<string, 'too-large'>;
}

const privateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string().regex(/^[\w-]{43}$/u),
});

/**
 * Makes an issuer of a private Ed25519 JWK (RFC 8037).
 *
 * @param registerPath a file with a 32-byte secret in hex that the register is derived from; `null`: from the key
 * @throws UnusableFile
 */
export async function openIssuer(keyPath: string, registerPath: string | null = null): Promise<Issuer> {
  const { key, secret } = await readKey(keyPath);
  const register = derivedRegister(registerPath === null ? secret : await readSecret(registerPath));
  const signer = {
    kid: kidOf(publicHalf(key), primitives.sha256),
    sign: (message: Uint8Array): Uint8Array => sign(null, message, key),
  };
  const signed = (prefix: string, payload: Uint8Array): Result<string, 'too-large'> => {
    const text = signText(prefix, payload, signer);
    return text.length > MAX_TEXT_LENGTH ? fail('too-large') : ok(text);
  };
  return {
    issue: (written) => signed(PREFIX, encodeClaims(claimsOf(written, register, primitives.sha256))),
    issuePass: (written) => signed(PASS_PREFIX, encodePass(withoutName(written, register), register.newId)),
  };
}

async function readKey(path: string): Promise<{ key: KeyObject; secret: Uint8Array }> {
  try {
    const jwk = privateJwk.parse(JSON.parse(await readFile(path, 'utf8')));
    const { x } = publicHalf(createPrivateKey({ key: jwk, format: 'jwk' }));
    // A file whose halves do not belong together would sign codes that no one can verify.
    if (x !== jwk.x) throw new Error('halves differ');
    return { key: createPrivateKey({ key: jwk, format: 'jwk' }), secret: Buffer.from(jwk.d, 'base64url') };
  } catch {
    // The parser's own message could quote the key.
    throw new UnusableFile(`${path}: not a readable private Ed25519 JWK (kty OKP, crv Ed25519, x, d)`);
  }
}

async function readSecret(path: string): Promise<Uint8Array> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (!/^[0-9a-fA-F]{64}$/u.test(text.trim()))
    throw new UnusableFile(`${path}: not a readable file of 32 bytes in hex`);
  return Buffer.from(text.trim(), 'hex');
}

function publicHalf(key: KeyObject): { kty: string; crv: string; x: string } {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x };
}

/** How long one subject stands for a person. */
const SUBJECT_DAYS = 30;

/**
 * A register that is kept nowhere: what belongs to a person is derived from the issuer's secret.
 *
 * Each person's 30 days begin on a day of their own, so that not all subjects change in one night.
 *
 * @see docs/health-code.md §6.2: to all who lack the secret, the bytes are as good as random
 */
function derivedRegister(secret: Uint8Array): Register {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'digital-sentinel issuer register', 32));
  const derive = (...parts: string[]): Buffer =>
    createHmac('sha256', key).update(parts.join('\0')).digest().subarray(0, 8);
  return {
    subject: (documentNumber, day) => {
      const offset = derive('offset', documentNumber).readUInt32BE() % SUBJECT_DAYS;
      return derive('subject', String(Math.floor((day + offset) / SUBJECT_DAYS)), documentNumber);
    },
    salt: (documentNumber) => derive('salt', documentNumber),
    newId: () => randomBytes(8),
  };
}
