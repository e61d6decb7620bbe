import { existsSync, lstatSync } from 'node:fs';
import { access, constants, mkdir, mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { reasonOf, Trouble } from '../door.ts';

const NAME = 'digital-sentinel';
const MARK = 'official-out-of-reach';
/** An unpacking that was interrupted leaves its folder; after this long nobody is at work in it any more. */
const ABANDONED_MS = 6 * 60 * 60 * 1000;

/** The folders runtimes are looked for in, best first: the user's cache, then one in the temporary folder. */
function cacheFolders(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const xdg = env['XDG_CACHE_HOME'];
  // The specification tells to ignore a relative path.
  const home = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), '.cache');
  const shared = join(tmpdir(), `${NAME}-${userInfo().uid}`);
  return isTakenByAnother(shared) ? [join(home, NAME)] : [join(home, NAME), shared];
}

/** Anybody may make a folder in the temporary folder: a program from one that is not ours is not run. */
function isTakenByAnother(folder: string): boolean {
  const owner = lstatSync(folder, { throwIfNoEntry: false })?.uid;
  return process.getuid !== undefined && owner !== undefined && owner !== process.getuid();
}

/** The runtime of this name in any of the folders, if it is there. A folder is there only when complete. */
export function findCached(name: string, folders = cacheFolders()): string | null {
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/** The first folder that can be written to, made if need be. */
async function writableFolder(folders = cacheFolders()): Promise<string> {
  let reason = '';
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await access(folder, constants.W_OK);
      return folder;
    } catch (error) {
      reason = reasonOf(error);
    }
  }
  throw new Trouble(
    `No folder for the Electron runtime can be written (${folders.join(', ')}: ${reason}). Set XDG_CACHE_HOME to one.`,
  );
}

/**
 * Makes `name` in the cache by letting `fill` work in a folder of its own and renaming it at the end.
 *
 * Two processes at once both fill, the first one's folder stays. A failure leaves nothing.
 */
export async function makeCached(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const parent = await writableFolder();
  await sweep(parent);
  const work = await mkdtemp(join(parent, '.making-'));
  const path = join(parent, name);
  try {
    const content = join(work, 'content');
    await mkdir(content);
    await fill(content);
    await rename(content, path).catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (name.startsWith('.making-') && age > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}

/** When the official host was last found out of reach, or null. */
export async function outOfReachSince(folders = cacheFolders()): Promise<number | null> {
  const marks = await Promise.all(folders.map((folder) => stat(join(folder, MARK)).catch(() => null)));
  const times = marks.flatMap((mark) => (mark === null ? [] : [mark.mtimeMs]));
  return times.length === 0 ? null : Math.max(...times);
}

export async function rememberOutOfReach(): Promise<void> {
  const mark = join(await writableFolder(), MARK);
  await writeFile(mark, '');
  await utimes(mark, new Date(), new Date());
}
