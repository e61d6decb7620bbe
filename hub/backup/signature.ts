import { sign, verify } from 'node:crypto';
import { importKey, type HubKey } from '../crypto.ts';

/** Nothing else that a hub's key signs begins with it: answers are signed as RFC 9421 has them, which begin with a quote. */
const STATEMENT = Buffer.from('digital-sentinel backup v1\0');

/** By which the hub says that a manifest is its own, base64. @param manifest the file as it lies there */
export function signManifest(key: HubKey, manifest: Uint8Array): string {
  return sign(null, Buffer.concat([STATEMENT, manifest]), key.private).toString('base64');
}

export function isManifestOf(key: HubKey, manifest: Uint8Array, signature: string): boolean {
  const publicKey = importKey(key.x);
  if (publicKey === undefined) return false;
  return verify(null, Buffer.concat([STATEMENT, manifest]), publicKey, Buffer.from(signature, 'base64'));
}
