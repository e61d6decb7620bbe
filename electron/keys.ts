import { chmodSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { idOfSecret } from '../shared/credential/person.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { primitives } from './crypto.ts';
import { writeSecret } from './store/files.ts';

/** The system's own store for secrets (DPAPI, Keychain, Secret Service): what it seals, nobody opens elsewhere. */
export interface SystemStore {
  readonly seal: (plain: string) => Uint8Array;
  /** @throws for what another user or machine has sealed */
  readonly open: (sealed: Uint8Array) => string;
}

/** Where a key lies: sealed by the system's own store, or as it is in a file of mode 0600. */
export type AtRest = 'system' | 'file';

export interface HeldKey {
  readonly bytes: Uint8Array;
  readonly atRest: AtRest;
}

/** `key-locked`: sealed by a system's store that is not there, or is another's. */
export type KeyFault = 'key-missing' | 'key-damaged' | 'key-locked';

const fileSchema = z.object({
  format: z.literal(1),
  atRest: z.enum(['system', 'file']),
  /** Base64 of the key, or of what the system's store made of that. */
  key: z.base64(),
  /** First 8 bytes of the key's SHA-256, in hex: one that was changed on the disk is not taken for another key. */
  id: z.string(),
});

/** See {@link idOfSecret}. */
export function idOfKey(bytes: Uint8Array): string {
  return idOfSecret(bytes, primitives.sha256);
}

/** Keeps a key, in the place of one that was there. @throws what the disk or the system's store says */
export function keepKey(path: string, bytes: Uint8Array, store: SystemStore | null): void {
  const plain = Buffer.from(bytes).toString('base64');
  const key = store === null ? plain : Buffer.from(store.seal(plain)).toString('base64');
  const atRest: AtRest = store === null ? 'file' : 'system';
  writeSecret(
    path,
    JSON.stringify({ format: 1, atRest, key, id: idOfKey(bytes) } satisfies z.infer<typeof fileSchema>),
  );
}

/** Reads a key that {@link keepKey} kept. */
export function readKey(path: string, store: SystemStore | null): Result<HeldKey, KeyFault> {
  const content = contentOf(path);
  if (content === null) return fail('key-missing');
  const file = parse(content);
  if (file === null) return fail('key-damaged');
  const plain = file.atRest === 'file' ? file.key : opened(file.key, store);
  if (plain === null) return fail('key-locked');
  const bytes = Buffer.from(plain, 'base64');
  return idOfKey(bytes) === file.id ? ok({ bytes, atRest: file.atRest }) : fail('key-damaged');
}

/**
 * Moves a key from its file into the system's store, where there is one. What the file had is overwritten; a disk that writes
 * elsewhere may still have it, for whoever takes it apart.
 *
 * @returns where it lies now
 */
export function moveToStore(path: string, { bytes, atRest }: HeldKey, store: SystemStore | null): AtRest {
  if (atRest === 'system') return atRest;
  if (store === null) {
    keepPrivate(path);
    return atRest;
  }
  try {
    const plain = Buffer.from(bytes).toString('base64');
    // A store that does not give back what it was given must not be all there is.
    if (store.open(store.seal(plain)) !== plain) return 'file';
    keepKey(path, bytes, store);
    return 'system';
  } catch {
    // A disk or a store that does not take it: the key is where it was, and what is told of it says so.
    return 'file';
  }
}

/** Whether others than the file's owner may read or change it, as far as the system says. */
export function isOpenToOthers(path: string): boolean {
  return process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
}

/** A copy of a folder, or an editor, may have left it open to others. */
function keepPrivate(path: string): void {
  try {
    if (isOpenToOthers(path)) chmodSync(path, 0o600);
  } catch {
    // Another's file, or a disk without modes: `sentinel doctor` says what it is.
  }
}

/** Whether IT should be told: `amber` for keys that whoever copies the disk has too. */
export function keysHealth(atRest: AtRest): 'green' | 'amber' {
  return atRest === 'system' ? 'green' : 'amber';
}

/** @returns `null` where there is no such file @throws for one that is there and cannot be read */
function contentOf(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parse(content: Buffer): z.infer<typeof fileSchema> | null {
  try {
    return fileSchema.safeParse(JSON.parse(content.toString())).data ?? null;
  } catch {
    // No JSON: the caller says that it is damaged. The parser's message would quote the key.
    return null;
  }
}

function opened(sealed: string, store: SystemStore | null): string | null {
  try {
    return store?.open(Buffer.from(sealed, 'base64')) ?? null;
  } catch {
    // Another user's, another machine's, or its store was begun anew: the caller says so.
    return null;
  }
}
