import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Encryption, MachineReading } from './machine.ts';

/** @param root where the system's files are; another place in tests */
export function encryptionOf(path: string, root: string): Encryption {
  const mount = mountOf(path, read(root, 'proc/self/mountinfo') ?? '');
  if (mount === null) return 'unknown';
  const { number, source } = mount;
  // File systems that span devices have a number that is no device's (btrfs), and say their source by its name.
  const device = number.startsWith('0:') ? blockDevice(source, root) : real(root, `sys/dev/block/${number}`);
  return device === null ? 'unknown' : encryptionIn(device);
}

/** Where what does not fit in memory is written; the worst of several places. */
export function readSwap(root: string): MachineReading['swap'] {
  const text = read(root, 'proc/swaps');
  if (text === null) return 'unknown';
  const areas = text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  const found = areas.map((line) => {
    const [path = '', kind] = line.split(/\s+/u);
    if (/^\/dev\/zram\d+$/u.test(path)) return 'memory' as const;
    if (kind === 'file') return encryptionOf(unescaped(path), root);
    const device = blockDevice(path, root);
    return device === null ? 'unknown' : encryptionIn(device);
  });
  return (['plain', 'unknown', 'encrypted', 'memory'] as const).find((one) => found.includes(one)) ?? 'none';
}

interface Mount {
  /** MAJOR:MINOR of its device. */
  readonly number: string;
  readonly source: string;
}

/** The file system that a path is on: of those on its way the deepest, and of those at one place the last. */
function mountOf(path: string, mountinfo: string): Mount | null {
  let found: (Mount & { readonly depth: number }) | null = null;
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [, , number = '', , place = ''] = before.split(' ');
    const at = unescaped(place);
    if (at === '' || !isWithin(path, at) || (found !== null && at.length < found.depth)) continue;
    found = { number, source: unescaped(after.split(' ')[1] ?? ''), depth: at.length };
  }
  return found;
}

function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** The kernel writes blanks and the like as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\(\d{3})/gu, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** The kernel's folder of a block device; `null`: none that is known. */
function blockDevice(source: string, root: string): string | null {
  if (!source.startsWith('/dev/')) return null;
  // A name of the mapper's leads to the device's own.
  const file = real(root, source);
  return file === null ? null : real(root, `sys/class/block/${basename(file)}`);
}

/** dm-crypt with a cipher; what only vouches that nothing was changed hides nothing. */
const CRYPT = /^CRYPT-(?!VERITY|INTEGRITY|SUBDEV)/u;

/** Whether a device hides what is written to it, or whatever it lies on does: volumes on an encrypted disk, say. */
function encryptionIn(device: string): Encryption {
  if (CRYPT.test(read(device, 'dm/uuid') ?? '')) return 'encrypted';
  // A file on another file system, which may be anything.
  if (read(device, 'loop/backing_file') !== null) return 'unknown';
  const beneath = names(join(device, 'slaves')).map((name) => {
    const lower = real(device, `slaves/${name}`);
    return lower === null ? 'unknown' : encryptionIn(lower);
  });
  return (['plain', 'unknown', 'encrypted'] as const).find((one) => beneath.includes(one)) ?? 'plain';
}

/** `null`: there is none that we may read. */
export function read(folder: string, name: string): string | null {
  return orNull(() => readFileSync(join(folder, name), 'utf8').trim());
}

export function names(folder: string): string[] {
  return orNull(() => readdirSync(folder)) ?? [];
}

function real(folder: string, name: string): string | null {
  return orNull(() => realpathSync(join(folder, name)));
}

/** What the system does not show us, whatever the reason, is not known. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return null;
    throw error;
  }
}
