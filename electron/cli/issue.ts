import { createHash, createHmac, createPrivateKey, hkdfSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import { encodeBase45 } from '../../shared/credential/base45.ts';
import { prepareSign1 } from '../../shared/credential/cose.ts';
import { encodeClaims, PREFIX } from '../../shared/credential/health-code.ts';
import { fromHex } from '../../shared/credential/hex.ts';
import { claimsOf, factsSchema, type Register } from '../../shared/credential/issue.ts';
import { kidOf } from '../../shared/credential/trust-list.ts';
import { answerLines, schemaError } from './ndjson.ts';

export interface IssueOptions {
  /** A private Ed25519 JWK. */
  readonly keyPath: string;
  readonly pngDirectory: string | null;
  readonly svgDirectory: string | null;
}

const privateJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string().regex(/^[\w-]{43}$/u),
});

/** Thrown for a key file that cannot be used; the message says why without the key. */
export class BadKey extends Error {}

export interface Issuer {
  /** @returns the text of a health code */
  issue(written: z.infer<typeof factsSchema>): string;
}

/** Makes an issuer of a key. What it keeps for a person is derived from the key, so that it need keep no file. */
export async function openIssuer(keyPath: string): Promise<Issuer> {
  const { key, jwk } = await readKey(keyPath);
  const kid = fromHex(kidOf({ kty: jwk.kty, crv: jwk.crv, x: jwk.x }, sha256)) ?? new Uint8Array();
  const register = derivedRegister(Buffer.from(jwk.d, 'base64url'));
  return {
    issue(written) {
      const payload = encodeClaims(claimsOf(written, register, sha256));
      const { toBeSigned, seal } = prepareSign1(kid, payload);
      return PREFIX + encodeBase45(seal(sign(null, toBeSigned, key)));
    },
  };
}

/** `sentinel issue`: a line of facts in, the text of a code out. */
export async function runIssue(options: IssueOptions, input: Readable, output: Writable): Promise<number> {
  const issuer = await openIssuer(options.keyPath);
  const draw = await openPictures(options);
  let count = 0;
  return answerLines(input, output, async (value) => {
    const facts = factsSchema.safeParse(value);
    if (!facts.success) return schemaError(facts.error);
    const text = issuer.issue(facts.data);
    count += 1;
    const files = await draw(text, String(count).padStart(4, '0'));
    return files.length === 0 ? { text } : { text, files };
  });
}

async function readKey(path: string): Promise<{ key: KeyObject; jwk: z.infer<typeof privateJwk> }> {
  try {
    const jwk = privateJwk.parse(JSON.parse(await readFile(path, 'utf8')));
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    return { key, jwk };
  } catch {
    // The parser's own message could quote the key.
    throw new BadKey(`${path}: not a readable private Ed25519 JWK (kty OKP, crv Ed25519, x, d)`);
  }
}

/** @see docs/health-code.md §6.2: to all who do not have the secret, the bytes are as good as random */
function derivedRegister(secret: Uint8Array): Register {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'digital-sentinel issuer register', 32));
  const derive = (...parts: string[]): Uint8Array =>
    createHmac('sha256', key).update(parts.join('\0')).digest().subarray(0, 8);
  return {
    subject: (documentNumber, window) => derive('subject', String(window), documentNumber),
    salt: (documentNumber) => derive('salt', documentNumber),
    newId: () => randomBytes(8),
  };
}

type Draw = (text: string, name: string) => Promise<string[]>;

async function openPictures({ pngDirectory, svgDirectory }: IssueOptions): Promise<Draw> {
  if (pngDirectory === null && svgDirectory === null) return () => Promise.resolve([]);
  const { codePng, codeSvg } = await import('./pictures.ts');
  for (const directory of [pngDirectory, svgDirectory]) if (directory !== null) await mkdir(directory, { recursive: true });
  return async (text, name) => {
    const files: string[] = [];
    if (pngDirectory !== null) files.push(await put(join(pngDirectory, `${name}.png`), await codePng(text)));
    if (svgDirectory !== null) files.push(await put(join(svgDirectory, `${name}.svg`), codeSvg(text)));
    return files;
  };
}

async function put(path: string, content: string | Uint8Array): Promise<string> {
  await writeFile(path, content);
  return path;
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}
