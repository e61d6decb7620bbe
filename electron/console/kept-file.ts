import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';

/** `no-stick`: it was pulled, say, or is write-protected. */
export type KeepFault = 'no-stick' | 'stick-full';

/** A file on a stick that has its name only once it is whole. */
export interface KeptFile {
  add(bytes: Uint8Array): Result<null, KeepFault>;
  /** @returns its name, which another file of that name may have changed */
  end(): Result<string, KeepFault>;
  /** Nothing is left of it, as far as the stick is still there. */
  drop(): void;
}

/** What is written goes to the stick this often, so that progress is told of what is there and no queue builds up in memory. */
const SYNC_EVERY_BYTES = 8_000_000;

/** One name for all: what a power cut has left is overwritten by the next. */
const UNFINISHED = '.digital-sentinel.part';

export function openKept(folder: string, name: string): Result<KeptFile, KeepFault> {
  const site = join(folder, UNFINISHED);
  return attempt(() => keptFile(openSync(site, 'w', 0o600), site, folder, name));
}

function keptFile(file: number, site: string, folder: string, name: string): KeptFile {
  let [isOpen, unsynced] = [true, 0];
  const close = (): void => {
    if (isOpen) closeSync(file);
    isOpen = false;
  };
  return {
    add: (bytes) =>
      attempt(() => {
        for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
        unsynced += bytes.length;
        if (unsynced < SYNC_EVERY_BYTES) return null;
        fsyncSync(file);
        unsynced = 0;
        return null;
      }),
    end: () =>
      attempt(() => {
        fsyncSync(file);
        close();
        const free = freeName(folder, name);
        renameSync(site, join(folder, free));
        return free;
      }),
    drop() {
      attempt(() => {
        close();
        rmSync(site, { force: true });
        return null;
      });
    },
  };
}

/** `day.csv`, `day (2).csv` and so on. */
function freeName(folder: string, name: string): string {
  const end = extname(name);
  const stem = name.slice(0, name.length - end.length);
  for (let n = 1; ; n += 1) {
    const free = n === 1 ? name : `${stem} (${n})${end}`;
    if (!existsSync(join(folder, free))) return free;
  }
}

/** No room, no room for this user, or larger than the stick's files may be (4 GB on many). */
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

function attempt<T>(act: () => T): Result<T, KeepFault> {
  try {
    return ok(act());
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) throw error;
    return fail(FULL.includes(error.code) ? 'stick-full' : 'no-stick');
  }
}
