import { BAUD_RATES, type BaudRate, type DeviceSetting } from '../../shared/device/device.ts';
import { makeAutoDriver } from './auto.ts';
import type { Timing } from './driver.ts';
import { makeIdCardDriver } from './id-card.ts';
import { keepOpen, type Heard, type KeptOpen } from './keep-open.ts';
import { makeScannerDriver } from './scanner.ts';
import { makeThermometerDriver } from './thermometer.ts';
import { isWholeCode } from './whole-code.ts';

/** Where nobody has set a rate: readers of cards come with the fastest; scanners and thermometers with this one. */
const FACTORY_RATE: Readonly<Record<DeviceSetting['role'], BaudRate>> = {
  'id-card': 115_200,
  scanner: 9600,
  thermometer: 9600,
};

export type Kept = Pick<DeviceSetting, 'role' | 'port' | 'baudRate' | 'driver'>;

/** Keeps a device open with the driver for what it is. */
export function keepDeviceOpen({ role, port, baudRate, driver }: Kept, heard: Heard, timing: Timing): KeptOpen {
  const place = { port, rate: baudRate ?? FACTORY_RATE[role] };
  switch (role) {
    case 'scanner':
      return keepOpen(place, makeScannerDriver(baudRate, isWholeCode), heard, timing);
    case 'id-card':
      return keepOpen(place, makeIdCardDriver(baudRate), heard, timing);
    case 'thermometer':
      return keepOpen(place, makeThermometerDriver(driver ?? 'ascii', baudRate), heard, timing);
  }
}

/** Keeps a device open of which nobody knows yet what it is. */
export function keepAnyOpen(
  { port, baudRate }: Pick<Kept, 'port' | 'baudRate'>,
  heard: Heard,
  timing: Timing,
): KeptOpen {
  return keepOpen({ port, rate: baudRate ?? BAUD_RATES[0] }, makeAutoDriver(baudRate), heard, timing);
}
