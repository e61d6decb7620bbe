import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { gate } from '../../../electron/cli/gate.ts';
import { freshFolder } from '../folders.ts';
import { startSimulated } from '../simulators/simulated.ts';
import { run, type Answered } from './cli-kit.ts';

let profile: string;

beforeEach(() => {
  profile = freshFolder();
});

const command = (what: string, ...args: readonly string[]): Promise<Answered> =>
  run(gate, [what, '--profile', profile, '--demo', ...args]);

const settings = (): unknown => JSON.parse(readFileSync(join(profile, 'demo', 'settings.json'), 'utf8'));

const RELAY = {
  board: {
    driver: 'lc-relay',
    port: { path: '/tmp/relay', vendorId: null, productId: null, serialNumber: null, usbPort: null },
    ...{ baudRate: 9600, channel: 1, unit: 1, opensWhen: 'on' },
  },
  ...{ lane: 'in', pulseMs: 500, openMs: null, failsTo: 'closed', antiPassbackSeconds: 0 },
};

test('a relay is set up beside what else is set, shown, and taken away', async () => {
  mkdirSync(join(profile, 'demo'));
  writeFileSync(join(profile, 'demo', 'settings.json'), '{"language":"en"}');
  const set = await command('set', '--driver', 'lc-relay', '--port', '/tmp/relay', '--fails', 'closed');
  expect(set).toEqual({ exit: 0, lines: [RELAY] });
  expect(settings()).toEqual({ language: 'en', devices: [], gate: RELAY });
  expect(await command('show')).toEqual({ exit: 0, lines: [RELAY] });
  expect(await command('off')).toEqual({ exit: 0, lines: [null] });
  expect(settings()).toEqual({ language: 'en', devices: [], gate: null });
});

test('a hook is set up', async () => {
  const set = await command('set', '--driver', 'http', '--url', 'http://192.168.1.20/gate', '--fails', 'open');
  expect(set.lines).toMatchObject([{ board: { driver: 'http', secretFile: null }, failsTo: 'open' }]);
});

describe('what makes no gate is named', () => {
  test.each([
    ['--fails', '--driver', 'lc-relay', '--port', '/tmp/relay'],
    ['--port', '--driver', 'lc-relay', '--fails', 'open'],
    ['--driver', '--driver', 'hydraulic', '--port', '/tmp/relay', '--fails', 'open'],
    ['--pulse', '--driver', 'lc-relay', '--port', '/tmp/relay', '--fails', 'open', '--pulse', '100'],
    ['--baud', '--driver', 'lc-relay', '--port', '/tmp/relay', '--fails', 'open', '--baud', '1200'],
    ['--url', '--driver', 'http', '--url', 'http://gate.example/', '--fails', 'open'],
    ['--url', '--driver', 'http', '--fails', 'open'],
  ])('%s', async (option, ...args) => {
    await expect(command('set', ...args)).rejects.toThrow(new RegExp(`^${option}`, 'u'));
  });
});

test('while the kiosk runs nothing is changed', async () => {
  mkdirSync(join(profile, 'demo'));
  symlinkSync(`${hostname()}-${process.pid}`, join(profile, 'SingletonLock'));
  expect(await command('off')).toEqual({ exit: 2, lines: [{ fault: 'kiosk-running' }] });
  expect(await command('show')).toEqual({ exit: 0, lines: [null] });
});

test('settings that are none are left alone', async () => {
  mkdirSync(join(profile, 'demo'));
  writeFileSync(join(profile, 'demo', 'settings.json'), '{');
  expect(await command('off')).toEqual({ exit: 2, lines: [{ fault: 'settings-damaged' }] });
});

test('a gate is tried: it opens once, and stands as it fails', async () => {
  const link = join(profile, 'relay');
  const board = await startSimulated('relay', '--driver', 'modbus-relay', '--link', link);
  onTestFinished(async () => {
    await board.stop();
  });
  await command('set', '--driver', 'modbus-relay', '--port', link, '--fails', 'closed', '--pulse', '200');
  expect(await command('test')).toEqual({ exit: 0, lines: [{ state: 'ready' }] });
  const coils = board.events.filter(({ event }) => event === 'coil').map(({ on }) => on);
  expect(coils).toEqual([true, false]);
});

test('there is no gate to try, or it is not there', async () => {
  mkdirSync(join(profile, 'demo'));
  expect(await command('test')).toEqual({ exit: 2, lines: [{ fault: 'gate-missing' }] });
  await command('set', '--driver', 'lc-relay', '--port', '/nowhere/relay', '--fails', 'closed');
  expect(await command('test')).toEqual({ exit: 1, lines: [{ state: 'not-connected' }] });
});
