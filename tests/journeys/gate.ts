import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateSetting } from '../../shared/device/device.ts';
import { startSimulated, type Simulated } from '../electron/simulators/simulated.ts';

/** Sets the kiosk of a profile up with a gate at the end of a pseudo-terminal. The board is the caller's to stop. */
export async function withGate(
  folder: string,
  setting: Partial<Omit<GateSetting, 'board'>> = {},
): Promise<{ profile: string; board: Simulated }> {
  const link = join(folder, 'relay');
  const board = await startSimulated('relay', '--link', link);
  const profile = join(folder, 'profile-gate');
  mkdirSync(join(profile, 'demo'), { recursive: true });
  const gate: GateSetting = {
    board: {
      driver: 'lc-relay',
      port: { path: link, vendorId: null, productId: null, serialNumber: null, usbPort: null },
      baudRate: 9600,
      channel: 1,
      unit: 1,
      opensWhen: 'on',
    },
    lane: 'in',
    pulseMs: 500,
    openMs: null,
    failsTo: 'closed',
    antiPassbackSeconds: 0,
    ...setting,
  };
  writeFileSync(join(profile, 'demo', 'settings.json'), JSON.stringify({ gate }));
  return { profile, board };
}

/** How the relay has switched so far: `+` on, `-` off. */
export function switched(board: Simulated): string {
  return board.events.flatMap(({ event, on }) => (event === 'coil' ? [on === true ? '+' : '-'] : [])).join('');
}
