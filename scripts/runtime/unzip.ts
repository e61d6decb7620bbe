import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

/** Bits of a Unix mode that tell what kind of file it is, and the value for a symbolic link (inode(7)). */
const KIND = 0o170000;
const LINK = 0o120000;

/**
 * Unpacks a zip file, with modes and symbolic links, needing no program of the system.
 *
 * @param place where an entry goes, relative to `folder` and with `/`; null leaves it out
 */
export async function unzip(zip: string, folder: string, place: (name: string) => string | null): Promise<void> {
  const file = await openPromise(zip, { lazyEntries: true });
  try {
    for await (const entry of file.eachEntry()) {
      const name = place(entry.fileName);
      if (name !== null && !entry.fileName.endsWith('/')) await unpack(file, entry, inside(folder, name));
    }
  } finally {
    file.close();
  }
}

/** A crafted name (`../`) may not lead out of the folder. */
function inside(folder: string, name: string): string {
  const path = join(folder, name);
  if (!path.startsWith(folder + sep)) throw new Error(`the archive's entry ${name} leads out of its folder`);
  return path;
}

async function unpack(file: ZipFile, entry: Entry, path: string): Promise<void> {
  const mode = entry.externalFileAttributes >>> 16;
  await mkdir(dirname(path), { recursive: true });
  const content = await file.openReadStreamPromise(entry);
  if ((mode & KIND) === LINK) await symlink(await text(content), path);
  else await pipeline(content, createWriteStream(path, { mode: mode & 0o777 || 0o644 }));
}
