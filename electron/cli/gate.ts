import { parseArgs } from 'node:util';
import type { DeviceState, GateSetting } from '../../shared/device/device.ts';
import { readHeld } from '../gate/emergency.ts';
import { openGate } from '../gate/gate.ts';
import { permissionSentence } from '../readers/permission.ts';
import { UsageError, type Command, type World } from './command.ts';
import { OPTIONS, settingOf } from './gate/options.ts';
import { kioskAt } from './kiosk-at.ts';
import { EXIT } from './ndjson.ts';
import { isAppRunning } from './running.ts';
import { readSettings, writeSettings } from './settings-file.ts';

const HELP = `sentinel gate set|off|show|test --profile DIR [--demo] [OPTIONS]

The gate (turnstile, door) that a kiosk opens for whom it admits. DIR is as in sentinel enrol. All but show want the app
stopped, else {"fault":"kiosk-running"}.

  set --driver lc-relay|modbus-relay --port PATH
      --baud N             9600, if not said
      --channel N          of the relay, from 1 (1)
      --unit N             of a Modbus board (1)
      --opens-when on|off  off: a lock that the relay's power keeps shut (on)
  set --driver http --url URL
      --secret-file FILE   what is in it is sent as the bearer's secret
  and of either:
      --lane in|out        whose people it lets through (in)
      --pulse MS           how long the relay says "open" for one person (500)
      --open MS            how long the passage is that person's (as long as the pulse)
      --fails closed|open  how it stands while no kiosk is at work: required, by the venue's fire safety
      --anti-passback S    nobody is let through the same way again within S seconds (0: not asked)
  off                      there is no gate
  show                     the gate as it is set, or null
  test                     opens it once for a person, and writes what state it is in, {"state":"ready"}; then it stands as it fails.
                           One that is held open stays so

Writes the gate as it is then. Exit code 2 for a fault: kiosk-running, settings-damaged, gate-missing; 1 where a test finds
it not ready. docs/devices.md says more.
`;

const options = { profile: { type: 'string' }, demo: { type: 'boolean', default: false }, ...OPTIONS } as const;

type Fault = 'kiosk-running' | 'settings-damaged' | 'gate-missing';

export const gate: Command = {
  help: HELP,
  async run([what, ...args], world) {
    const { values } = parseArgs({ args: [...args], options });
    if (what === undefined || !['set', 'off', 'show', 'test'].includes(what)) {
      throw new UsageError('one of: set, off, show, test');
    }
    const { profile, directory } = kioskAt(values, what === 'show' || what === 'test' ? 'read' : 'write', world);
    const settings = readSettings(directory);
    if (settings === null) return sayFault('settings-damaged', world);
    if (what === 'show') return say(settings.gate, world);
    const wanted = what === 'set' ? await settingOf(values) : null;
    if (isAppRunning(profile)) return sayFault('kiosk-running', world);
    if (what === 'test')
      return settings.gate === null
        ? sayFault('gate-missing', world)
        : tryOut(settings.gate, readHeld(directory) !== null, world);
    writeSettings(directory, { ...settings, gate: wanted });
    return say(wanted, world);
  },
};

/** A board that is there has answered by then, or never will. */
const PATIENCE_MS = 3000;

/** After an opening, until what the board has said to its end is heard. */
const ECHO_MS = 300;

async function tryOut(setting: GateSetting, isHeld: boolean, { stdout, say: tell }: World): Promise<number> {
  const over = watch();
  const opened = openGate(setting, { isHeld, changed: over.changed, failed: over.failed });
  opened.serve();
  try {
    await over.within('ready', PATIENCE_MS);
    opened.admit();
    await over.rest(setting.pulseMs + ECHO_MS);
    const state = opened.state();
    stdout.write(`${JSON.stringify({ state })}\n`);
    const { board } = setting;
    if (state === 'denied' && board.driver !== 'http')
      tell(`sentinel gate: ${await permissionSentence(board.port.path)}`);
    return state === 'ready' ? EXIT.ok : EXIT.trouble;
  } finally {
    await opened.close();
  }
}

interface Watch {
  readonly changed: (state: DeviceState) => void;
  readonly failed: (error: unknown) => void;
  /** Settles in that state, or when the time is over. */
  readonly within: (state: DeviceState, ms: number) => Promise<void>;
  readonly rest: (ms: number) => Promise<void>;
}

function watch(): Watch {
  let wake: (state: DeviceState) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_resolve, reject) => (fail = reject));
  const rest = (ms: number): Promise<void> =>
    Promise.race([failure, new Promise<void>((done) => setTimeout(done, ms))]);
  return {
    changed(state) {
      wake(state);
    },
    failed(error) {
      fail(error);
    },
    rest,
    within: (wanted, ms) =>
      Promise.race([
        rest(ms),
        new Promise<void>((resolve) => {
          wake = (state) => {
            if (state === wanted) resolve();
          };
        }),
      ]),
  };
}

function say(value: unknown, { stdout }: World): number {
  stdout.write(`${JSON.stringify(value)}\n`);
  return EXIT.ok;
}

function sayFault(fault: Fault, { stdout }: World): number {
  stdout.write(`${JSON.stringify({ fault })}\n`);
  return EXIT.badInput;
}
