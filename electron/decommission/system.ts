import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { diskUnder, type BlockDevice, type DiskUnder } from '../disk-encryption.ts';

/** The disk that a folder lies on, and whether the system puts memory on a disk. */
export interface Surroundings extends DiskUnder {
  /** `null`: nobody knows. */
  readonly hasSwap: boolean | null;
}

const BLOCK = '/sys/class/block';

/** Reads what Linux tells of its disks; elsewhere nothing is known. */
export function surroundingsOf(folder: string): Surroundings {
  const mountinfo = textOf('/proc/self/mountinfo') ?? '';
  const swaps = textOf('/proc/swaps');
  return {
    ...diskUnder(realpathSync(folder), { mountinfo, devices: readDevices() }),
    // Its first line is a heading.
    hasSwap: swaps === null ? null : swaps.trim().split('\n').length > 1,
  };
}

function readDevices(): BlockDevice[] {
  if (!existsSync(BLOCK)) return [];
  return readdirSync(BLOCK).map((name) => ({
    name,
    number: textOf(join(BLOCK, name, 'dev')) ?? '',
    dmName: textOf(join(BLOCK, name, 'dm', 'name')),
    dmUuid: textOf(join(BLOCK, name, 'dm', 'uuid')),
    slaves: slavesOf(name),
  }));
}

/** A partition lies on the disk that it is a part of, and has no list of its own. */
function slavesOf(name: string): string[] {
  const slaves = join(BLOCK, name, 'slaves');
  if (existsSync(slaves)) return readdirSync(slaves);
  const parent = /\/([^/]+)\/[^/]+$/u.exec(readlinkSync(join(BLOCK, name)))?.[1];
  return existsSync(join(BLOCK, name, 'partition')) && parent !== undefined ? [parent] : [];
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch {
    // Another system, or one that does not let us look: nothing is known.
    return null;
  }
}
