import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../folders.ts';

/**
 * Where a kiosk keeps the rules it was sent: each whole repository in a folder of its own, and a file that names the one
 * in force. The name is changed at once, so that a power cut leaves the old rules or the new ones, never a mixture.
 */
const POINTER = 'current';
const GENERATIONS = 'generations';
const NAME = /^[0-9a-f]{16}$/u;

/** The folder of the repository in force; the store itself where rules were laid into it by hand. */
export function currentRepository(store: string): string {
  const name = readPointer(store);
  return name === null ? store : join(store, GENERATIONS, name);
}

/** Makes an empty folder beside the one in force, and clears away what an interrupted change has left. */
export function makeRepository(store: string, randomHex: (bytes: number) => string): string {
  const generations = join(store, GENERATIONS);
  makeFolder(generations, 0o700);
  clear(store);
  const path = join(generations, randomHex(8));
  makeFolder(join(path, 'targets'), 0o700);
  return path;
}

/** Puts a complete repository in force: all of it on disk first, then its name. */
export function installRepository(store: string, path: string): void {
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) sync(join(entry.parentPath, entry.name));
  }
  for (const folder of [join(path, 'targets'), path, dirname(path)]) syncFolder(folder);
  const pointer = join(store, POINTER);
  writeFileSync(`${pointer}.new`, `${path.slice(dirname(path).length + 1)}\n`, { mode: 0o600, flush: true });
  renameSync(`${pointer}.new`, pointer);
  syncFolder(store);
  clear(store);
}

/** Takes away every repository but the one in force. */
function clear(store: string): void {
  const kept = readPointer(store);
  for (const name of readdirSync(join(store, GENERATIONS))) {
    if (name !== kept) rmSync(join(store, GENERATIONS, name), { recursive: true, force: true });
  }
}

function readPointer(store: string): string | null {
  try {
    const name = readFileSync(join(store, POINTER), 'utf8').trim();
    return NAME.test(name) ? name : null;
  } catch {
    // No change has come yet.
    return null;
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  // Windows cannot open folders, and needs no such sync.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
