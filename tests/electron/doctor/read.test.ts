import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readCameras, readReaders, readSound } from '../../../electron/doctor/read-beside.ts';
import { encryptionOf, readSwap } from '../../../electron/doctor/read-disk.ts';
import { readMachine } from '../../../electron/doctor/read-machine.ts';
import type { DeviceSetting } from '../../../shared/device/device.ts';
import { freshFolder } from '../folders.ts';
import { HEALTHY, lay, systemIn, type Laid } from './doctor-kit.ts';

let root: string;
beforeEach(() => {
  root = freshFolder();
  lay(root, HEALTHY);
});

const KIOSK = '/var/lib/digital-sentinel';
const DISK = 'sys/devices/pci0/block/sda';
/** A disk with a partition, and a volume on it that is not encrypted itself. */
const VOLUME: Readonly<Record<string, Laid>> = {
  [`${DISK}/sda2/partition`]: '2\n',
  'sys/dev/block/8:2': { to: '../../devices/pci0/block/sda/sda2' },
  'sys/class/block/sda2': { to: '../../devices/pci0/block/sda/sda2' },
  'sys/devices/virtual/block/dm-5/dm/uuid': 'LVM-abc\n',
  'sys/devices/virtual/block/dm-5/slaves/dm-0': { to: '../../dm-0' },
  'sys/dev/block/254:5': { to: '../../devices/virtual/block/dm-5' },
};
const mounted = (...lines: string[]): Record<string, Laid> => ({
  'proc/self/mountinfo': `${lines.map((line) => `30 1 ${line}`).join('\n')}\n`,
});

describe('a disk', () => {
  test.each<[string, Record<string, Laid>, string]>([
    ['encrypted by LUKS', {}, 'encrypted'],
    ['a volume on one that is', { ...VOLUME, ...mounted('254:5 / / rw - ext4 /dev/mapper/v rw') }, 'encrypted'],
    [
      'a volume that lies on a plain one too',
      {
        ...VOLUME,
        'sys/devices/virtual/block/dm-5/slaves/sda2': { to: '../../../../pci0/block/sda/sda2' },
        ...mounted('254:5 / / rw - ext4 /dev/mapper/v rw'),
      },
      'plain',
    ],
    ['a plain partition', { ...VOLUME, ...mounted('8:2 / / rw - ext4 /dev/sda2 rw') }, 'plain'],
    [
      'one that is verified, and hides nothing',
      { 'sys/devices/virtual/block/dm-0/dm/uuid': 'CRYPT-VERITY-x\n' },
      'plain',
    ],
    ['only vouched for', { 'sys/devices/virtual/block/dm-0/dm/uuid': 'CRYPT-INTEGRITY-x\n' }, 'plain'],
    [
      'another beneath the kiosk’s folder',
      { ...VOLUME, ...mounted('254:0 / / rw - ext4 /dev/dm-0 rw', `8:2 / ${KIOSK} rw - ext4 /dev/sda2 rw`) },
      'plain',
    ],
    [
      'another beside it',
      { ...VOLUME, ...mounted('254:0 / / rw - ext4 /dev/dm-0 rw', `8:2 / ${KIOSK}-2 rw - ext4 /dev/sda2 rw`) },
      'encrypted',
    ],
    [
      'the last of two at one place',
      { ...VOLUME, ...mounted('254:0 / /var rw - ext4 a rw', '8:2 / /var rw - ext4 b rw') },
      'plain',
    ],
    [
      'one that spans devices, by its source’s name',
      {
        'dev/mapper/root': { to: '../dm-0' },
        'dev/dm-0': '',
        ...mounted('0:31 /@ / rw - btrfs /dev/mapper/root rw,subvol=/@'),
      },
      'encrypted',
    ],
    ['in memory, or far away', mounted('0:40 / / rw - tmpfs tmpfs rw'), 'unknown'],
    [
      'a file on another',
      { ...mounted('7:0 / / rw - ext4 /dev/loop0 rw'), 'sys/dev/block/7:0/loop/backing_file': '/home/x.img\n' },
      'unknown',
    ],
    ['that the system does not show', { 'proc/self/mountinfo': null }, 'unknown'],
    ['whose device it does not show', { 'sys/dev/block/254:0': null }, 'unknown'],
  ])('%s', (_what, files, expected) => {
    lay(root, files);
    expect(encryptionOf(KIOSK, root)).toBe(expected);
  });
});

const HEAD = 'Filename Type Size Used Priority\n';

describe('swap', () => {
  test.each<[string, Record<string, Laid>, string]>([
    ['that is encrypted', {}, 'encrypted'],
    ['none', { 'proc/swaps': HEAD }, 'none'],
    ['in memory', { 'proc/swaps': `${HEAD}/dev/zram0 partition 1 0 100\n` }, 'memory'],
    [
      'on a plain partition',
      { ...VOLUME, 'dev/sda2': '', 'proc/swaps': `${HEAD}/dev/sda2 partition 1 0 -2\n` },
      'plain',
    ],
    [
      'in memory and on a plain partition',
      { ...VOLUME, 'dev/sda2': '', 'proc/swaps': `${HEAD}/dev/zram0 partition 1 0 100\n/dev/sda2 partition 1 0 -2\n` },
      'plain',
    ],
    ['a file on the encrypted disk', { 'proc/swaps': `${HEAD}/swap\\040file file 1 0 -2\n` }, 'encrypted'],
    ['that is not shown', { 'proc/swaps': null }, 'unknown'],
  ])('%s', (_what, files, expected) => {
    lay(root, files);
    expect(readSwap(root)).toBe(expected);
  });
});

describe('a machine', () => {
  const wants = 'etc/systemd/system/graphical.target.wants/digital-sentinel.service';
  const read = async (files: Record<string, Laid>, said: string | null = 'yes') => {
    lay(root, files);
    return readMachine(root, systemIn(root, { timeSync: () => Promise.resolve(said) }), { isSandboxOff: false });
  };

  test.each<[string, Record<string, Laid>, object]>([
    ['as it should be', {}, { autostart: 'unit', isUnitsOwn: true, sandbox: { hasNamespaces: true } }],
    [
      'started by hand',
      { 'run/systemd/units/invocation:digital-sentinel.service': { to: 'ffff' } },
      { isUnitsOwn: false },
    ],
    [
      'whose unit does not run',
      { 'run/systemd/units/invocation:digital-sentinel.service': null },
      { isUnitsOwn: false },
    ],
    [
      'whose unit is off',
      { [wants]: null, 'usr/lib/systemd/system/digital-sentinel.service': '' },
      { autostart: 'off' },
    ],
    ['without a unit', { [wants]: null }, { autostart: 'none' }],
    [
      'started by every session',
      { [wants]: null, 'etc/xdg/autostart/digital-sentinel.desktop': '' },
      { autostart: 'session' },
    ],
    [
      'started by its user’s session',
      { [wants]: null, 'var/lib/digital-sentinel/.config/autostart/digital-sentinel.desktop': '' },
      { autostart: 'session' },
    ],
    ['without namespaces', { 'proc/sys/user/max_user_namespaces': '0\n' }, { sandbox: { hasNamespaces: false } }],
    [
      'where they are root’s',
      { 'proc/sys/kernel/unprivileged_userns_clone': '0\n' },
      { sandbox: { hasNamespaces: false } },
    ],
    [
      'where AppArmor keeps them',
      { 'proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n' },
      { sandbox: { hasNamespaces: false } },
    ],
    [
      'where AppArmor lets this app',
      { 'proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1\n', 'etc/apparmor.d/opt.digital-sentinel': '' },
      { sandbox: { hasNamespaces: true } },
    ],
  ])('%s', async (_what, files, expected) => {
    expect(await read(files)).toMatchObject(expected);
  });

  test('says whether its time is synchronised, by its own word or the mark that is left of it', async () => {
    expect((await read({}, 'no')).timeSync).toBe('no');
    expect((await read({}, null)).timeSync).toBe('unknown');
    expect((await read({ 'run/systemd/timesync/synchronized': '' }, null)).timeSync).toBe('yes');
  });

  test('that is none of ours is not made out to be anything', async () => {
    const unknown = { disk: 'unknown', swap: 'unknown', autostart: 'unknown', timeSync: 'unknown', isUnitsOwn: null };
    expect(await readMachine(root, systemIn(root, { isLinux: false }), null)).toMatchObject(unknown);
  });
});

const SCANNER: DeviceSetting = {
  id: 'scanner-1',
  role: 'scanner',
  port: { path: '/dev/ttyUSB0', vendorId: '1a86', productId: '7523', serialNumber: 'A1', usbPort: null },
  baudRate: null,
  lane: 'in',
  driver: null,
};
const USB = 'sys/devices/usb1/1-1';
const PLUGGED: Record<string, Laid> = {
  [`${USB}/idVendor`]: '1a86\n',
  [`${USB}/idProduct`]: '7523\n',
  [`${USB}/serial`]: 'A1\n',
  [`${USB}/1-1:1.0/driver`]: { to: '../../../bus/usb/drivers/ch341' },
  'sys/class/tty/ttyUSB3/device': { to: '../../../devices/usb1/1-1/1-1:1.0' },
  'dev/ttyUSB3': '',
};

describe('beside the kiosk', () => {
  test('a reader is found wherever its serial number is, and its state is the app’s', async () => {
    const system = systemIn(root);
    expect(await readReaders([SCANNER], null, null, system)).toMatchObject([{ port: null, state: null }]);
    lay(root, PLUGGED);
    const status = { id: 'scanner-1', role: 'scanner', lane: 'in', state: 'busy' } as const;
    expect(await readReaders([SCANNER], null, [status], system)).toEqual([
      {
        id: 'scanner-1',
        role: 'scanner',
        port: { path: '/dev/ttyUSB3', mayOpen: true, group: 'dialout' },
        state: 'busy',
      },
    ]);
  });

  test('cameras and sound are what the system has', async () => {
    const system = systemIn(root);
    expect(await readCameras(system)).toEqual([
      { path: '/dev/video0', mayOpen: true, group: 'video', name: 'Kiosk Camera' },
    ]);
    expect(await readSound(system, false)).toEqual({
      cards: ['HDA-Intel - HDA Intel PCH'],
      output: { path: '/dev/snd/pcmC0D0p', mayOpen: true, group: 'audio' },
      isMuted: false,
    });
    lay(root, { 'dev/video0': null, 'proc/asound/cards': '--- no soundcards ---\n', 'dev/snd/pcmC0D0p': null });
    expect(await readCameras(system)).toEqual([]);
    expect(await readSound(system, true)).toEqual({ cards: [], output: null, isMuted: true });
  });

  // The superuser may open whatever there is.
  test.skipIf(process.getuid?.() === 0)('a camera that is closed to us is said to be', async () => {
    chmodSync(join(root, 'dev/video0'), 0o000);
    expect(await readCameras(systemIn(root))).toMatchObject([{ mayOpen: false }]);
  });

  test('a system that does not tell of them is not asked', async () => {
    mkdirSync(join(root, 'empty'));
    const system = systemIn(root, { isLinux: false });
    expect(await readCameras(system)).toBeNull();
    expect((await readSound(system, false)).cards).toBeNull();
  });
});
