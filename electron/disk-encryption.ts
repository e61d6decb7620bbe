/** A block device as Linux tells of it in `/sys/class/block`. */
export interface BlockDevice {
  /** `dm-0`, `sda2`. */
  readonly name: string;
  /** `major:minor`, as mountinfo has it. */
  readonly number: string;
  /** `/dev/mapper/NAME` of the device mapper's; `null`: it is none of those. */
  readonly dmName: string | null;
  /** Says what the mapper does, `CRYPT-LUKS2-…`; `null`: it is none of the mapper's. */
  readonly dmUuid: string | null;
  /** Names of the devices that it lies on. */
  readonly slaves: readonly string[];
}

/** What was read of the system; nothing here reads any more. */
export interface DisksRead {
  /** `/proc/self/mountinfo`. @see proc(5) */
  readonly mountinfo: string;
  readonly devices: readonly BlockDevice[];
}

/**
 * `encrypted`: what is written to it is, by the kernel. `plain`: by the kernel it is not; a drive that encrypts by itself
 * cannot be told from one that does not. `unknown`: it lies on no device that the system names.
 */
export type DiskEncryption = 'encrypted' | 'plain' | 'unknown';

export interface DiskUnder {
  /** `ext4`; `null`: nobody knows. */
  readonly fileSystem: string | null;
  /** Whether new bytes of a file take the place of its old ones; `null`: nobody knows. */
  readonly overwritesInPlace: boolean | null;
  readonly encryption: DiskEncryption;
}

const NOTHING_KNOWN: DiskUnder = { fileSystem: null, overwritesInPlace: null, encryption: 'unknown' };

/** @param path absolute, without links in it */
export function diskUnder(path: string, { mountinfo, devices }: DisksRead): DiskUnder {
  const mount = mountOf(path, mountinfo);
  if (mount === null) return NOTHING_KNOWN;
  const { fileSystem, options } = mount;
  const device = deviceOf(mount, devices);
  return {
    fileSystem,
    overwritesInPlace: overwrites(fileSystem, options),
    encryption: device === undefined ? 'unknown' : encryptionOf(device, devices),
  };
}

interface Mount {
  readonly point: string;
  readonly number: string;
  readonly fileSystem: string;
  readonly source: string;
  /** Of the file system, not of the mount. */
  readonly options: string;
}

/** The one that the path lies in: of those on one another the last. */
function mountOf(path: string, mountinfo: string): Mount | null {
  let found: Mount | null = null;
  for (const line of mountinfo.split('\n')) {
    const mount = parseMount(line);
    if (mount === null || !isUnder(path, mount.point)) continue;
    if (found === null || mount.point.length >= found.point.length) found = mount;
  }
  return found;
}

/** `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`; before the dash any number of fields. */
function parseMount(line: string): Mount | null {
  const [before = '', after] = line.split(' - ');
  const [, , number, , point] = before.split(' ');
  const [fileSystem, source = '', options = ''] = after?.split(' ') ?? [];
  if (number === undefined || point === undefined || fileSystem === undefined) return null;
  return { number, point: unescaped(point), fileSystem, source: unescaped(source), options };
}

/** Blanks, line breaks and backslashes stand as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/gu, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function isUnder(path: string, point: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`);
}

/** Btrfs and its like have numbers of their own, which no device has: their source is one of `/dev`. */
function deviceOf({ number, source }: Mount, devices: readonly BlockDevice[]): BlockDevice | undefined {
  const byNumber = devices.find((device) => device.number === number);
  if (byNumber !== undefined) return byNumber;
  const mapped = /^\/dev\/mapper\/(.+)$/u.exec(source)?.[1];
  const name = /^\/dev\/([^/]+)$/u.exec(source)?.[1];
  return devices.find((device) => (mapped === undefined ? device.name === name : device.dmName === mapped));
}

function encryptionOf(device: BlockDevice, devices: readonly BlockDevice[], depth = 0): DiskEncryption {
  if (device.dmUuid !== null && ENCRYPTS.test(device.dmUuid)) return 'encrypted';
  // A file that is mounted lies on another file system.
  if (/^loop\d+$/u.test(device.name) || depth > MAX_LAYERS) return 'unknown';
  const under = device.slaves.map((name) => devices.find((one) => one.name === name));
  const found = under.map((one) => (one === undefined ? 'unknown' : encryptionOf(one, devices, depth + 1)));
  if (found.length === 0 || found.includes('plain')) return 'plain';
  return found.includes('unknown') ? 'unknown' : 'encrypted';
}

/** What cryptsetup names so; its check sums (verity, integrity) hide nothing. */
const ENCRYPTS = /^CRYPT-(?!VERITY|INTEGRITY)/u;

/** Logical volumes on RAID on encrypted partitions are three. */
const MAX_LAYERS = 16;

/** File systems that write a file's new bytes to where its old ones lay. */
const IN_PLACE: ReadonlySet<string> = new Set(['ext2', 'ext3', 'ext4', 'xfs', 'jfs', 'vfat', 'exfat', 'ntfs', 'ntfs3']);
/** Those that write them elsewhere, and leave the old ones until the room is wanted. */
const ELSEWHERE: ReadonlySet<string> = new Set(['btrfs', 'zfs', 'f2fs', 'bcachefs', 'nilfs2', 'ubifs', 'jffs2']);

function overwrites(fileSystem: string, options: string): boolean | null {
  if (ELSEWHERE.has(fileSystem)) return false;
  // A journal of all data has a copy of it.
  if (/(?:^|,)data=journal(?:,|$)/u.test(options)) return false;
  return IN_PLACE.has(fileSystem) ? true : null;
}
