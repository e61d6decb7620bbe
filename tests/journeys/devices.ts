import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { spawnSentinel } from '../electron/cli/cli-kit.ts';
import { startSimulated, type Simulated } from '../electron/simulators/simulated.ts';
import { sentinel } from './command-line.ts';
import { expect, test as base, type Kiosk } from './kiosk.ts';

/** How it is, on the screen. */
export const CARD_READER = '[data-device="id-card-1"]';

type DeviceRole = 'id-card' | 'scanner' | 'thermometer';

/** Simulated devices, set up for a demo kiosk before it starts. */
export interface Devices {
  /** @param how options of `sentinel devices add` */
  add(profile: string, role: DeviceRole, link: string, ...how: readonly string[]): Promise<Simulated>;
}

/** A kiosk whose card reader is ready. */
interface CardLane {
  readonly kiosk: Kiosk;
  readonly reader: Simulated;
}

/** As the tests of kiosks, with devices that are pulled out after each. */
export const test = base.extend<{ devices: Devices; cardLane: CardLane }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
  devices: async ({}, use) => {
    const plugged: Simulated[] = [];
    await use({
      async add(profile, role, link, ...how) {
        const simulated = role === 'id-card' ? ['--demo'] : [];
        const device = await addDevice({ profile, role, link, simulated, how });
        plugged.push(device);
        return device;
      },
    });
    await Promise.all(plugged.map((device) => device.stop()));
  },
  cardLane: async ({ start, folder, devices }, use) => {
    const profile = join(folder, 'profile');
    const reader = await devices.add(profile, 'id-card', join(folder, 'card-reader'));
    const kiosk = await start({ profile });
    await expect(kiosk.page.locator(CARD_READER)).toHaveAttribute('data-state', 'ready');
    await use({ kiosk, reader });
  },
});

export { expect } from '@playwright/test';

interface Beside {
  readonly profile: string;
  readonly role: DeviceRole;
  readonly link: string;
  /** Options of `sentinel simulate`. */
  readonly simulated?: readonly string[];
  /** Options of `sentinel devices add`. */
  readonly how?: readonly string[];
}

/** Plugs a simulated device in and sets it up. It is the caller's to stop. */
export async function addDevice({ profile, role, link, simulated = [], how = [] }: Beside): Promise<Simulated> {
  const device = await startSimulated(role, '--link', link, ...simulated);
  await sentinel('devices', 'add', '--profile', profile, '--demo', '--role', role, '--port', link, ...how);
  return device;
}

/** Puts people on a kiosk's list of staff, by their numbers. */
export async function addStaff(profile: string, ...numbers: readonly string[]): Promise<string> {
  const child = spawnSentinel(['staff', 'add', '--profile', profile, '--demo']);
  if (child.stdin === null || child.stdout === null) throw new Error('no pipes');
  const ended = once(child, 'close');
  child.stdin.end(numbers.map((documentNumber) => `${JSON.stringify({ documentNumber })}\n`).join(''));
  const said = await text(child.stdout);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`sentinel staff: ${said}`);
  return said;
}
