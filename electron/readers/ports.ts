import { readdir, readFile, readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { PortIdentity } from '../../shared/device/device.ts';

/** A serial port that is there now. */
export interface SeenPort extends PortIdentity {
  /** What it calls itself, for whoever chooses among ports; `null`: it does not say. */
  readonly product: string | null;
}

/** Where Linux tells of its terminals; another place in tests. */
const SYSFS = '/sys/class/tty';

/**
 * All serial ports, in the order of their paths; pseudo-terminals are in no list.
 *
 * On Linux they are read from sysfs: the library would ask `udevadm`, and where that is missing takes the process down.
 */
export async function listPorts(sysfs = SYSFS): Promise<readonly SeenPort[]> {
  const ports = process.platform === 'linux' ? await listSysfs(sysfs) : await listByLibrary();
  return ports.toSorted((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** What the system says of the port at a path; of one that is in no list, a link or a pseudo-terminal, nothing more. */
export async function identityAt(path: string): Promise<PortIdentity> {
  const listed = (await listPorts()).find((port) => port.path === path);
  const { vendorId = null, productId = null, serialNumber = null, usbPort = null } = listed ?? {};
  return { path, vendorId, productId, serialNumber, usbPort };
}

/**
 * The path at which a device is now.
 *
 * One with a serial number is known wherever it was plugged in. Of others only where they are plugged in tells two of a kind
 * apart, so they must be where they were: the socket, whatever path the system gives it, and where no socket is known, the
 * path. A path that no list has, a pseudo-terminal or a link, is opened as it is.
 *
 * @returns `null`: not there
 */
export function findPort(identity: PortIdentity, ports: readonly SeenPort[]): string | null {
  if (identity.serialNumber !== null) {
    const same = ports.filter((port) => isSameKind(identity, port) && port.serialNumber === identity.serialNumber);
    // Makers that give all of a kind one number, or a device that is several ports: as if they had none.
    return (same.length > 1 ? same.find((port) => isSamePlace(identity, port)) : same[0])?.path ?? null;
  }
  if (identity.usbPort !== null) {
    return ports.find((port) => isSameKind(identity, port) && isSamePlace(identity, port))?.path ?? null;
  }
  const there = ports.find(({ path }) => path === identity.path);
  if (there === undefined) return isOfUsb(identity) ? null : identity.path;
  return isOfUsb(identity) && !isSameKind(identity, there) ? null : there.path;
}

function isSamePlace(a: PortIdentity, b: PortIdentity): boolean {
  return a.usbPort === null || b.usbPort === null ? a.path === b.path : a.usbPort === b.usbPort;
}

function isOfUsb({ vendorId, productId }: PortIdentity): boolean {
  return vendorId !== null || productId !== null;
}

function isSameKind(a: PortIdentity, b: PortIdentity): boolean {
  return a.vendorId === b.vendorId && a.productId === b.productId;
}

async function listSysfs(sysfs: string): Promise<readonly SeenPort[]> {
  const names = await readdir(sysfs).catch(orNone<string[]>([]));
  const ports = await Promise.all(names.map((name) => seenPort(sysfs, name)));
  return ports.filter((port) => port !== null);
}

/** `null`: no port with hardware behind it: consoles, pseudo-terminals, the board's sockets that nothing is soldered to. */
async function seenPort(sysfs: string, name: string): Promise<SeenPort | null> {
  const device = await realpath(join(sysfs, name, 'device')).catch(orNone(null));
  if (device === null) return null;
  const driver = await readlink(join(device, 'driver')).catch(orNone(null));
  if (driver?.endsWith('/serial8250') === true && (await attribute(join(sysfs, name), 'type')) === '0') return null;
  return { path: `/dev/${name}`, ...(await usbOf(device)) };
}

const NO_USB = { vendorId: null, productId: null, serialNumber: null, usbPort: null, product: null };

/** Of the USB device that a port belongs to: some folders up, the first that has a vendor. */
async function usbOf(device: string): Promise<Omit<SeenPort, 'path'>> {
  // The folder below the device's is that of the one of its interfaces that the port is.
  let below = device;
  for (let folder = device; folder !== dirname(folder); folder = dirname(folder)) {
    const vendorId = await attribute(folder, 'idVendor');
    if (vendorId === null) {
      below = folder;
      continue;
    }
    return {
      vendorId: vendorId.toLowerCase(),
      productId: (await attribute(folder, 'idProduct'))?.toLowerCase() ?? null,
      serialNumber: await attribute(folder, 'serial'),
      usbPort: basename(below),
      product: await attribute(folder, 'product'),
    };
  }
  return NO_USB;
}

/** `null`: there is none, or it is empty. */
async function attribute(folder: string, name: string): Promise<string | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(orNone(null));
  return text?.trim() || null;
}

/** What is not there, or went while we looked, is `none`. */
function orNone<T>(none: T): (error: unknown) => T {
  return (error) => {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ENODEV', 'ENXIO', 'EINVAL', 'EIO'].includes(code)) return none;
    throw error;
  };
}

const orNull = (text: string | null | undefined): string | null => text ?? null;

/** As the library has them. */
const LISTED = z.array(
  z.object({
    path: z.string(),
    vendorId: z.string().toLowerCase().nullish().transform(orNull),
    productId: z.string().toLowerCase().nullish().transform(orNull),
    serialNumber: z.string().nullish().transform(orNull),
    manufacturer: z.string().nullish().transform(orNull),
    locationId: z.string().nullish().transform(orNull),
  }),
);

async function listByLibrary(): Promise<readonly SeenPort[]> {
  const { SerialPort } = await import('serialport');
  const ports = LISTED.parse(await SerialPort.list());
  return ports.map(({ manufacturer, locationId, ...identity }) => ({
    ...identity,
    usbPort: locationId,
    product: manufacturer,
  }));
}
