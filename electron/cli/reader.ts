import { parseArgs } from 'node:util';
import {
  BAUD_RATES,
  type BaudRate,
  type DeviceState,
  type PortIdentity,
  type ThermometerDriver,
} from '../../shared/device/device.ts';
import { SYSTEM_TIMING } from '../readers/driver.ts';
import { keepAnyOpen, keepDeviceOpen } from '../readers/drivers.ts';
import type { Heard, KeptOpen, OutwardAction } from '../readers/keep-open.ts';
import { permissionSentence } from '../readers/permission.ts';
import { identityAt } from '../readers/ports.ts';
import { UsageError, type Command, type World } from './command.ts';
import { EXIT } from './ndjson.ts';
import { shownLine } from './reader/shown.ts';

const HELP = `sentinel reader --port PATH [OPTIONS]

Says what arrives from a device on a serial port, a line of JSON each, until Ctrl-C. The first lines say how the device is:
{"event":"state","state":"ready"}, and where it had to be found out what it is: {"event":"found","role":"scanner",…}.

  --port PATH        /dev/ttyUSB0, COM3, a link, a pseudo-terminal
  --kind KIND        auto (default), scanner, id-card, thermometer
  --driver DRIVER    of a thermometer: ascii (default), modbus
  --baud N           ${BAUD_RATES.join(', ')}; found out if not said
  --count N          ends after so many codes, cards and temperatures
  --show-personal-data   names, numbers and codes as they are, not masked

It may be unplugged and plugged in at any time. Exit code 1 where the system does not let this user open the port: what to
do is then said on stderr. docs/devices.md says more.
`;

const KINDS = ['auto', 'scanner', 'id-card', 'thermometer'] as const;
const DRIVERS: Readonly<Record<ThermometerDriver, ThermometerDriver>> = { ascii: 'ascii', modbus: 'modbus' };

const options = {
  port: { type: 'string' },
  kind: { type: 'string', default: 'auto' },
  driver: { type: 'string' },
  baud: { type: 'string' },
  count: { type: 'string' },
  'show-personal-data': { type: 'boolean', default: false },
} as const;

interface Asked {
  readonly path: string;
  readonly kind: (typeof KINDS)[number];
  readonly driver: ThermometerDriver;
  readonly baudRate: BaudRate | null;
  readonly count: number;
  readonly isPersonalShown: boolean;
}

export const reader: Command = {
  help: HELP,
  run: async (args, world) => listen(parse(args), world),
};

/** @throws UsageError */
function parse(args: readonly string[]): Asked {
  const { values } = parseArgs({ args: [...args], options });
  const kind = oneOf('--kind', values.kind, KINDS);
  if (values.port === undefined || values.port === '') throw new UsageError('--port is required');
  if (values.driver !== undefined && kind !== 'thermometer') throw new UsageError('--driver is of --kind thermometer');
  return {
    path: values.port,
    kind,
    driver: oneOf('--driver', values.driver ?? 'ascii', Object.values(DRIVERS)),
    baudRate: values.baud === undefined ? null : rateOf(values.baud),
    count: values.count === undefined ? Infinity : countOf(values.count),
    isPersonalShown: values['show-personal-data'],
  };
}

function oneOf<T extends string>(option: string, text: string, known: readonly T[]): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new UsageError(`${option} is one of: ${known.join(', ')}`);
  return found;
}

function rateOf(text: string): BaudRate {
  const found = BAUD_RATES.find((rate) => String(rate) === text);
  if (found === undefined) throw new UsageError(`--baud is one of: ${BAUD_RATES.join(', ')}`);
  return found;
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,9}$/u.test(text)) throw new UsageError('--count is a number from 1 on');
  return Number(text);
}

/** What it is over by. */
interface End {
  readonly settled: Promise<number>;
  readonly resolve: (exit: number) => void;
  readonly reject: (error: unknown) => void;
}

function makeEnd(): End {
  let resolve: End['resolve'] = () => undefined;
  let reject: End['reject'] = () => undefined;
  const settled = new Promise<number>((...both) => ([resolve, reject] = both));
  return { settled, resolve, reject };
}

async function listen(asked: Asked, world: World): Promise<number> {
  const port = await identityAt(asked.path);
  const over = makeEnd();
  const kept = open(asked, port, heard(asked, world, over));
  const stop = (): void => {
    over.resolve(EXIT.ok);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await over.settled;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await kept.close();
  }
}

function open({ kind, baudRate, driver }: Asked, port: PortIdentity, listener: Heard): KeptOpen {
  if (kind === 'auto') return keepAnyOpen({ port, baudRate }, listener, SYSTEM_TIMING);
  return keepDeviceOpen({ role: kind, port, baudRate, driver }, listener, SYSTEM_TIMING);
}

function heard(asked: Asked, { stdout, say }: World, over: End): Heard {
  let left = asked.count;
  const write = (line: object): void => {
    stdout.write(`${JSON.stringify(line)}\n`);
  };
  return {
    failed: over.reject,
    act(action: OutwardAction) {
      if (left <= 0) return;
      write(shownLine(action, asked.isPersonalShown));
      if (action.kind === 'present') left -= 1;
      if (left <= 0) over.resolve(EXIT.ok);
    },
    tell(state) {
      write({ event: 'state', state });
      void explain(state, asked.path, say).then(() => {
        if (state === 'denied') over.resolve(EXIT.trouble);
      });
    },
  };
}

const SENTENCES: Partial<Readonly<Record<DeviceState, string>>> = {
  'not-connected': 'is not there; waiting for it',
  busy: 'is open in another program; waiting for it',
  'no-answer': 'is there, and nobody answers on it: is it the right port, and the device switched on?',
  faulty: 'answers that its security module failed its test: the reader needs repair',
  'sam-not-authorised': 'answers that its security module may not read cards: the reader needs its maker',
};

async function explain(state: DeviceState, path: string, say: World['say']): Promise<void> {
  const sentence = SENTENCES[state];
  if (state === 'denied') say(`sentinel reader: ${await permissionSentence(path)}`);
  else if (sentence !== undefined) say(`sentinel reader: ${path} ${sentence}`);
}
