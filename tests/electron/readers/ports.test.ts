import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findPort, listPorts, type SeenPort } from '../../../electron/readers/ports.ts';
import type { PortIdentity } from '../../../shared/device/device.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-sysfs-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A folder as Linux has it: names in one place, devices in another, files with a line each. */
function sysfs(files: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(folder, 'sys-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(join(root, target), join(root, path));
  }
  return join(root, 'class/tty');
}

const USB = 'devices/pci/usb1/1-2';

test.runIf(process.platform === 'linux')('ports are listed with what USB says of them, without udevadm', async () => {
  const place = sysfs(
    {
      [`${USB}/idVendor`]: '1A86',
      [`${USB}/idProduct`]: '7523',
      [`${USB}/product`]: 'USB Serial',
      [`${USB}/1-2:1.0/ttyUSB10/tty/ttyUSB10/dev`]: '188:10',
      'devices/pci/usb1/1-3/idVendor': '0483',
      'devices/pci/usb1/1-3/idProduct': '5740',
      'devices/pci/usb1/1-3/serial': 'A0042',
      'devices/pci/usb1/1-3/1-3:1.0/tty/ttyACM0/dev': '166:0',
      'devices/pnp/00:04/tty/ttyS0/type': '4',
      'devices/platform/serial8250/tty/ttyS1/type': '0',
      'devices/virtual/tty/tty0/dev': '4:0',
    },
    {
      'class/tty/ttyUSB10': `${USB}/1-2:1.0/ttyUSB10/tty/ttyUSB10`,
      [`${USB}/1-2:1.0/ttyUSB10/tty/ttyUSB10/device`]: `${USB}/1-2:1.0/ttyUSB10`,
      'class/tty/ttyACM0': 'devices/pci/usb1/1-3/1-3:1.0/tty/ttyACM0',
      'devices/pci/usb1/1-3/1-3:1.0/tty/ttyACM0/device': 'devices/pci/usb1/1-3/1-3:1.0',
      'class/tty/ttyS0': 'devices/pnp/00:04/tty/ttyS0',
      'devices/pnp/00:04/tty/ttyS0/device': 'devices/pnp/00:04',
      'class/tty/ttyS1': 'devices/platform/serial8250/tty/ttyS1',
      'devices/platform/serial8250/tty/ttyS1/device': 'devices/platform/serial8250',
      'devices/platform/serial8250/driver': 'bus/platform/drivers/serial8250',
      'class/tty/tty0': 'devices/virtual/tty/tty0',
    },
  );
  expect(await listPorts(place)).toEqual([
    {
      path: '/dev/ttyACM0',
      vendorId: '0483',
      productId: '5740',
      serialNumber: 'A0042',
      usbPort: '1-3:1.0',
      product: null,
    },
    { path: '/dev/ttyS0', vendorId: null, productId: null, serialNumber: null, usbPort: null, product: null },
    {
      path: '/dev/ttyUSB10',
      vendorId: '1a86',
      productId: '7523',
      serialNumber: null,
      usbPort: '1-2:1.0',
      product: 'USB Serial',
    },
  ]);
});

test.runIf(process.platform === 'linux')('a system without such a folder has no ports', async () => {
  expect(await listPorts(join(folder, 'nowhere'))).toEqual([]);
});

describe('a device is found', () => {
  const of = (
    path: string,
    vendorId: string | null,
    serialNumber: string | null = null,
    usbPort: string | null = null,
  ): SeenPort => ({
    ...{ path, vendorId, productId: vendorId === null ? null : '7523', serialNumber, usbPort, product: null },
  });
  const inSocket = (path: string, usbPort: string, serialNumber: string | null = null): SeenPort =>
    of(path, '1a86', serialNumber, usbPort);

  test.each<[string, PortIdentity, readonly SeenPort[], string | null]>([
    ['where it was', of('/dev/ttyUSB0', '1a86'), [of('/dev/ttyUSB0', '1a86')], '/dev/ttyUSB0'],
    ['elsewhere, by its serial number', of('/dev/a', '1a86', 'X'), [of('/dev/b', '1a86', 'X')], '/dev/b'],
    [
      'elsewhere although another is where it was',
      of('/dev/a', '1a86', 'X'),
      [of('/dev/a', '1a86', 'Y'), of('/dev/b', '1a86', 'X')],
      '/dev/b',
    ],
    ['nowhere, when only another of its kind is there', of('/dev/a', '1a86', 'X'), [of('/dev/a', '1a86', 'Y')], null],
    ['nowhere, without a serial number elsewhere', of('/dev/a', '1a86'), [of('/dev/b', '1a86')], null],
    ['nowhere, when one of another kind is where it was', of('/dev/a', '1a86'), [of('/dev/a', '0483')], null],
    [
      'by its path, of two with the same serial number',
      of('/dev/b', '1a86', '0001'),
      [of('/dev/a', '1a86', '0001'), of('/dev/b', '1a86', '0001')],
      '/dev/b',
    ],
    [
      'nowhere, of two with the same serial number elsewhere',
      of('/dev/c', '1a86', '0001'),
      [of('/dev/a', '1a86', '0001'), of('/dev/b', '1a86', '0001')],
      null,
    ],
    [
      'in its socket, whatever path that has now',
      inSocket('/dev/a', '1-2:1.0'),
      [inSocket('/dev/a', '1-3:1.0'), inSocket('/dev/b', '1-2:1.0')],
      '/dev/b',
    ],
    [
      'nowhere, without a serial number in another socket',
      inSocket('/dev/a', '1-2:1.0'),
      [inSocket('/dev/a', '1-3:1.0')],
      null,
    ],
    [
      'nowhere, when one of another kind is in its socket',
      inSocket('/dev/a', '1-2:1.0'),
      [of('/dev/a', '0483', null, '1-2:1.0')],
      null,
    ],
    [
      'by which of its ports it is, of a device that has several',
      inSocket('/dev/a', '1-2:1.1', 'X'),
      [inSocket('/dev/a', '1-2:1.0', 'X'), inSocket('/dev/b', '1-2:1.1', 'X')],
      '/dev/b',
    ],
    ['by its path, set up by an earlier release', of('/dev/a', '1a86'), [inSocket('/dev/a', '1-2:1.0')], '/dev/a'],
    ['at a path that is in no list', of('/tmp/link', null), [of('/dev/a', '1a86')], '/tmp/link'],
    ['on the board', of('/dev/ttyS0', null), [of('/dev/ttyS0', null)], '/dev/ttyS0'],
  ])('%s', (_case, identity, ports, expected) => {
    expect(findPort(identity, ports)).toBe(expected);
  });
});
