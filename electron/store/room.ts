import { existsSync, rmSync, statfsSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';

/** How much of the disk the journal may take. */
export interface DiskLimits {
  /** Of the database. */
  readonly budgetBytes: number;
  /** Kept on the disk for nothing, so that it can be given up. A multiple of {@link BLOCK_BYTES}. */
  readonly reserveBytes: number;
  /** A disk with less left than this is nearly full, whatever has filled it. */
  readonly scarceBytes: number;
}

const MIB = 1024 * 1024;

/**
 * An entry with a sealed identity takes 850 bytes with all its indexes, measured over 50,000; 1,000 leave room for pages
 * half full. 5 million that no hub has fetched are 5.0 GB, and 80 % of the budget 5.12 GB: they fit without a warning.
 */
export const DISK: DiskLimits = { budgetBytes: 6_400_000_000, reserveBytes: 64 * MIB, scarceBytes: 256 * MIB };

/** From this part of the budget on somebody should see to it. */
const WARN_AT = 0.8;

/**
 * Beside the reserve this much has to be free before it is made again: else the next entries would fill it at once. More would
 * keep scans out of a small disk that has room for thousands of entries.
 */
const MARGIN_BYTES = 4 * MIB;

const BLOCK_BYTES = MIB;

/** The disk under the journal, and the reserve on it. Asking it throws nothing: a disk that does not answer has room. */
export interface DiskRoom {
  isNearlyFull(): boolean;
  /** Room for the reserve and more, on the disk. */
  isThereRoom(): boolean;
  hasReserve(): boolean;
  /** Makes the reserve if there is room and none yet; a disk that fills meanwhile has none. */
  makeReserve(): Promise<void>;
  releaseReserve(): void;
}

export function diskRoom(path: string, limits: DiskLimits): DiskRoom {
  const reserve = path.replace(/\.db$/u, '.reserve');
  const hasReserve = (): boolean => sizeOf(reserve) === limits.reserveBytes;
  const isThereRoom = (): boolean =>
    freeBytes(path) >= limits.reserveBytes + Math.min(MARGIN_BYTES, limits.reserveBytes);
  let isMaking = false;
  return {
    isNearlyFull: () => sizeOf(path) >= limits.budgetBytes * WARN_AT || freeBytes(path) < limits.scarceBytes,
    isThereRoom,
    hasReserve,
    async makeReserve() {
      if (isMaking || hasReserve() || !isThereRoom()) return;
      isMaking = true;
      try {
        await allocate(reserve, limits.reserveBytes);
      } catch {
        // Somebody else was faster, or the folder is gone: it is tried again when there is room.
        await rm(`${reserve}.new`, { force: true });
      } finally {
        isMaking = false;
      }
    },
    releaseReserve() {
      for (const file of [reserve, `${reserve}.new`]) if (existsSync(file)) rmSync(file, { force: true });
    },
  };
}

/** Noise, so that no file system can keep it smaller than it is; synced in pieces, so that an entry never waits for all. */
async function allocate(path: string, size: number): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    const block = randomBytes(BLOCK_BYTES);
    for (let written = 0; written < size; written += block.length) {
      await file.write(block, 0, Math.min(block.length, size - written));
      await file.datasync();
    }
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function freeBytes(path: string): number {
  try {
    const { bavail, bsize } = statfsSync(dirname(path));
    return bavail * bsize;
  } catch {
    // A folder that cannot be asked is out of reach, which the next entry says.
    return Number.POSITIVE_INFINITY;
  }
}
