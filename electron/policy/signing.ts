import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { canonicalize } from '@tufjs/canonical-json';
import { Key, MetaFile, Signature, TargetFile, type Metadata } from '@tufjs/models';
import type { Root, Snapshot, Targets, Timestamp } from '@tufjs/models';

/** The version of The Update Framework's specification that repositories are written by. */
export const SPEC_VERSION = '1.0.31';

/** A key that signs a role of the repository. */
export interface SigningKey {
  readonly privateKey: KeyObject;
  /** Public half: base64url of its 32 bytes. */
  readonly x: string;
  readonly key: Key;
}

/** Makes a key of a private Ed25519 JWK (RFC 8037). */
export function signingKey(jwk: { kty: string; crv: string; x: string; d: string }): SigningKey {
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { privateKey, x, key: publicKey(x) };
}

/** @param x base64url of an Ed25519 public key. Its TUF key id is the SHA-256 of its canonical form (TUF §4.2). */
export function publicKey(x: string): Key {
  const written = {
    keytype: 'ed25519',
    scheme: 'ed25519',
    keyval: { public: Buffer.from(x, 'base64url').toString('hex') },
  };
  return Key.fromJSON(sha256(Buffer.from(canonicalize(written))), written);
}

/** Adds signatures, and writes metadata out as it is to be stored. */
export function seal(
  metadata: Metadata<Root | Targets | Snapshot | Timestamp>,
  signers: readonly SigningKey[],
): Buffer {
  for (const { key, privateKey } of signers) {
    // The same content gives the same bytes: Ed25519 signatures have no randomness in them (RFC 8032 §5.1.6).
    metadata.sign((data) => new Signature({ keyID: key.keyID, sig: sign(null, data, privateKey).toString('hex') }));
  }
  return Buffer.from(`${JSON.stringify(metadata.toJSON(), null, 1)}\n`);
}

/** A target as its role lists it. */
export function describe(path: string, bytes: Buffer): TargetFile {
  return new TargetFile({ path, length: bytes.length, hashes: { sha256: sha256(bytes) } });
}

/** Metadata as a snapshot or a timestamp lists it. */
export function listing(bytes: Buffer, version: number): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: sha256(bytes) } });
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As a target lies in a repository with consistent snapshots: its hash before its name (TUF §6.2). */
export function hashedName({ path, hashes }: TargetFile): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return `${folder}${hashes['sha256'] ?? ''}.${path.slice(folder.length)}`;
}
