import { onTestFinished, describe, expect, test } from 'vitest';
import { join } from 'node:path';
import type { GateSetting, RelayBoard } from '../../../shared/device/device.ts';
import { startSimulated, type Simulated } from '../simulators/simulated.ts';
import { freshFolder } from '../folders.ts';
import { relayAt, SETTING, watchedGate, type Watched } from './gate-kit.ts';

interface AtDoor extends Watched {
  readonly board: Simulated;
}

/** A simulated board and a gate on its port. */
async function atDoor(
  setting: Partial<GateSetting> = {},
  relay: Partial<RelayBoard> = {},
  ...args: readonly string[]
): Promise<AtDoor> {
  const link = join(freshFolder(), 'relay');
  const board = await startSimulated('relay', '--driver', relay.driver ?? 'lc-relay', '--link', link, ...args);
  onTestFinished(async () => {
    await board.stop();
  });
  const watched = watchedGate({ ...SETTING, board: relayAt(link, relay), ...setting });
  return { ...watched, board };
}

const coils = (board: Simulated): string => {
  const turned = board.events.filter(({ event }) => event === 'coil');
  return turned.map(({ coil, on }) => `${String(coil)}${on === true ? '+' : '-'}`).join(' ');
};

const ON = { coil: 1, on: true };
const OFF = { coil: 1, on: false };

describe.each(['lc-relay', 'modbus-relay'] as const)('%s', (driver) => {
  test('opens for one person for the pulse, and is well', async () => {
    const { gate, board, until } = await atDoor({}, { driver });
    await until('ready');
    gate.admit();
    const on = await board.until('coil', ON);
    const off = await board.until('coil', OFF);
    expect(off.ms - on.ms).toBeGreaterThan(250);
    expect(off.ms - on.ms).toBeLessThan(600);
  });

  test('of three people at once each has an opening', async () => {
    const { gate, board, until } = await atDoor({ pulseMs: 200 }, { driver });
    await until('ready');
    for (let i = 0; i < 3; i += 1) gate.admit();
    for (let i = 0; i < 3; i += 1) {
      await board.until('coil', ON);
      await board.until('coil', OFF);
    }
    expect(coils(board)).toBe('1+ 1- 1+ 1- 1+ 1-');
  });

  test('unplugged in a pulse and plugged in again, it is shut, recovers by itself and opens for the next', async () => {
    const { gate, board, until } = await atDoor({ pulseMs: 20_000 }, { driver });
    await until('ready');
    gate.admit();
    await board.until('coil', ON);
    board.tell({ do: 'unplug' });
    await until('not-connected');
    board.tell({ do: 'plug' });
    const plugged = await board.until('plugged');
    const asked = await board.until('asked');
    expect(asked.ms - plugged.ms).toBeLessThan(2000);
    await until('ready');
    expect(coils(board)).toBe('1+ 1-');
    gate.admit();
    await board.until('coil', ON);
  });

  test('is held open until that is ended, whoever is admitted meanwhile and however it is plugged', async () => {
    const { gate, board, until } = await atDoor({}, { driver });
    await until('ready');
    gate.admit();
    gate.hold(true);
    gate.admit();
    await board.until('coil', ON);
    board.tell({ do: 'unplug' });
    await until('not-connected');
    board.tell({ do: 'plug' });
    await board.until('coil', ON);
    gate.hold(false);
    await board.until('coil', OFF);
  });
});
