import { parseArgs } from 'node:util';
import { BAUD_RATES, type DeviceSetting } from '../../shared/device/device.ts';
import { devicesSchema, freeDeviceId } from '../device-settings.ts';
import { identityAt } from '../readers/ports.ts';
import { UsageError, type Command, type World } from './command.ts';
import { kioskAt } from './kiosk-at.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';
import { readSettings, writeSettings } from './settings-file.ts';

const HELP = `sentinel devices list|add|remove --profile DIR [--demo] [OPTIONS]

The readers beside a kiosk, as its settings have them; at most 8. DIR is as in sentinel enrol; add and remove want the app
stopped, else {"fault":"kiosk-running"}.

  list
  add --role scanner|id-card|thermometer --port PATH
      --lane in|out      which way the people go who stand before it (in)
      --baud N           ${BAUD_RATES.join(', ')}; found out when it is opened, if not said
      --driver NAME      of a thermometer: ascii (if not said), modbus
      --id NAME          what states and logs call it; made from its role, if not said
  remove ID

Writes the devices that are set up then, a line of JSON each. Of a port by USB its vendor, product and serial number are kept, so
that it is found again wherever it is plugged in. Exit code 2 for a fault: kiosk-running, settings-damaged, device-unknown,
device-not-taken.
`;

const options = {
  profile: { type: 'string' },
  demo: { type: 'boolean', default: false },
  role: { type: 'string' },
  port: { type: 'string' },
  lane: { type: 'string', default: 'in' },
  baud: { type: 'string' },
  driver: { type: 'string' },
  id: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

type Fault = 'kiosk-running' | 'settings-damaged' | 'device-unknown' | 'device-not-taken';

export const devices: Command = {
  help: HELP,
  async run([what, ...args], world) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [id, ...more] = positionals;
    // Else who names two would find one of them still there.
    if (more.length > 0 || (id !== undefined && what !== 'remove'))
      throw new UsageError('only remove wants an ID, and one');
    const { profile, directory } = kioskAt(values, what === 'list' ? 'read' : 'write', world);
    const file = readSettings(directory);
    if (file === null) return sayFault('settings-damaged', world);
    if (what === 'list') return sayDevices(file.devices, world);
    const changed = await change(what, file.devices, values, id);
    if (typeof changed === 'string') return sayFault(changed, world);
    if (isAppRunning(profile)) return sayFault('kiosk-running', world);
    writeSettings(directory, { ...file, devices: [...changed] });
    return sayDevices(changed, world);
  },
};

async function change(
  what: string | undefined,
  now: readonly DeviceSetting[],
  values: Values,
  id: string | undefined,
): Promise<readonly DeviceSetting[] | Fault> {
  if (what === 'add') {
    const taken = devicesSchema.safeParse([...now, await deviceOf(values, now)]);
    return taken.success ? taken.data : 'device-not-taken';
  }
  if (what !== 'remove') throw new UsageError('one of: list, add, remove');
  if (id === undefined) throw new UsageError('remove wants the ID of a device');
  return now.some((device) => device.id === id) ? now.filter((device) => device.id !== id) : 'device-unknown';
}

/** @throws UsageError */
async function deviceOf(values: Values, now: readonly DeviceSetting[]): Promise<DeviceSetting> {
  const role = oneOf('--role', values.role, ['scanner', 'id-card', 'thermometer'] as const);
  if (values.port === undefined) throw new UsageError('--port is required');
  if (values.driver !== undefined && role !== 'thermometer') throw new UsageError('--driver is of a thermometer');
  const baud = values.baud === undefined ? null : oneOf('--baud', values.baud, BAUD_RATES.map(String));
  return {
    id: values.id ?? freeDeviceId(role, now),
    role,
    port: await identityAt(values.port),
    baudRate: BAUD_RATES.find((rate) => String(rate) === baud) ?? null,
    lane: oneOf('--lane', values.lane, ['in', 'out'] as const),
    driver: role === 'thermometer' ? oneOf('--driver', values.driver ?? 'ascii', ['ascii', 'modbus'] as const) : null,
  };
}

function oneOf<T extends string>(option: string, text: string | undefined, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${option} is one of: ${known.join(', ')}`);
  return found;
}

function sayDevices(all: readonly DeviceSetting[], { stdout }: World): number {
  for (const device of all) stdout.write(`${JSON.stringify(device)}\n`);
  return EXIT.ok;
}

function sayFault(fault: Fault, { stdout }: World): number {
  stdout.write(`${JSON.stringify({ fault })}\n`);
  return EXIT.badInput;
}
