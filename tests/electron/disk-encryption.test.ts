import { expect, test } from 'vitest';
import { diskUnder, type BlockDevice, type DiskEncryption } from '../../electron/disk-encryption.ts';

const PROFILE = '/home/kiosk/.config/digital-sentinel';

const device = (name: string, number: string, changes: Partial<BlockDevice> = {}): BlockDevice => ({
  ...{ name, number, dmName: null, dmUuid: null, slaves: [] },
  ...changes,
});

const SDA = device('sda', '8:0');
const SDA2 = device('sda2', '8:2');
const LUKS = device('dm-0', '253:0', { dmName: 'crypt', dmUuid: 'CRYPT-LUKS2-0123-crypt', slaves: ['sda2'] });
const PLAIN_VOLUME = device('dm-1', '253:1', { dmName: 'vg-root', dmUuid: 'LVM-abc', slaves: ['sda2'] });
const VOLUME_ON_LUKS = device('dm-1', '253:1', { dmName: 'vg-root', dmUuid: 'LVM-abc', slaves: ['dm-0'] });
const HALF = device('md0', '9:0', { slaves: ['dm-0', 'sda2'] });
const VERITY = device('dm-2', '253:2', { dmUuid: 'CRYPT-VERITY-0123-root', slaves: ['sda2'] });

function mounted(number: string, fileSystem = 'ext4', source = '/dev/root', options = 'rw'): string {
  return `24 1 ${number} / / rw,relatime shared:1 - ${fileSystem} ${source} ${options}\n`;
}

test.each<[string, string, readonly BlockDevice[], DiskEncryption]>([
  ['a partition', mounted('8:2'), [SDA, SDA2], 'plain'],
  ['an encrypted partition', mounted('253:0'), [SDA, SDA2, LUKS], 'encrypted'],
  ['a logical volume', mounted('253:1'), [SDA2, PLAIN_VOLUME], 'plain'],
  ['a logical volume on an encrypted partition', mounted('253:1'), [SDA2, LUKS, VOLUME_ON_LUKS], 'encrypted'],
  ['a mirror of which one half is encrypted', mounted('9:0'), [SDA2, LUKS, HALF], 'plain'],
  ['what is only checked', mounted('253:2'), [SDA2, VERITY], 'plain'],
  ['btrfs on an encrypted partition', mounted('0:31', 'btrfs', '/dev/mapper/crypt'), [SDA2, LUKS], 'encrypted'],
  ['btrfs on a plain one', mounted('0:31', 'btrfs', '/dev/sda2'), [SDA2], 'plain'],
  ['memory', mounted('0:40', 'tmpfs', 'tmpfs'), [SDA2], 'unknown'],
  ['a file that is mounted', mounted('7:0'), [device('loop0', '7:0')], 'unknown'],
  ['what lies on a device that is not told', mounted('253:1'), [VOLUME_ON_LUKS], 'unknown'],
  ['no mount at all', '', [SDA2], 'unknown'],
])('of %s it is said whether it is encrypted', (_what, mountinfo, devices, encryption) => {
  expect(diskUnder(PROFILE, { mountinfo, devices }).encryption).toBe(encryption);
});

test('the file system is the one that the folder lies in, and not its neighbour’s', () => {
  const mountinfo = [
    '24 1 8:2 / / rw - ext4 /dev/sda2 rw',
    '25 24 253:0 / /home/kiosk rw shared:2 master:1 - xfs /dev/mapper/crypt rw',
    '26 24 8:3 / /home/kiosk/.config/digital rw - vfat /dev/sda3 rw',
    'nonsense',
  ].join('\n');
  const under = diskUnder(PROFILE, { mountinfo, devices: [SDA2, LUKS] });
  expect(under).toEqual({ fileSystem: 'xfs', overwritesInPlace: true, encryption: 'encrypted' });
});

test('of two that are mounted on one another it is the later, whose name may have blanks', () => {
  const mountinfo = [
    '25 24 253:0 / /srv/my\\040kiosk rw - ext4 /dev/mapper/crypt rw',
    '26 25 8:2 / /srv/my\\040kiosk rw - ext4 /dev/sda2 rw',
  ].join('\n');
  expect(diskUnder('/srv/my kiosk/profile', { mountinfo, devices: [SDA2, LUKS] }).encryption).toBe('plain');
});

test.each<[string, string, boolean | null]>([
  ['ext4', 'rw,errors=remount-ro', true],
  ['ext4', 'rw,data=journal', false],
  ['ext4', 'rw,data=ordered', true],
  ['btrfs', 'rw', false],
  ['f2fs', 'rw', false],
  ['overlay', 'rw', null],
  ['tmpfs', 'rw', null],
])('whether %s (%s) writes over what was there', (fileSystem, options, expected) => {
  const mountinfo = mounted('8:2', fileSystem, '/dev/sda2', options);
  expect(diskUnder(PROFILE, { mountinfo, devices: [SDA2] }).overwritesInPlace).toBe(expected);
});
