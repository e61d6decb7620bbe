import { lstatSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { makeSimulator, type Simulator, type Tell } from '../simulators/simulator.ts';
import { UsageError, type Command, type World } from './command.ts';
import { answerLines, EXIT, schemaError } from './ndjson.ts';
import { SIMULATED } from './simulate/devices.ts';
import { conditionsOf, readValues, wholeOf } from './simulate/options.ts';

const HELP = `sentinel simulate id-card|scanner|thermometer|relay [OPTIONS]

A device on a pseudo-terminal, for trying a kiosk without hardware. The first line says where: {"ms":…,"event":"plugged","port":"/dev/pts/5","link":null};
then a line for each thing that happens. Lines on stdin say what to do:

  any          {"do":"unplug"}  {"do":"plug"}  {"do":"fault","faults":["drop"],"rate":0.5}
  id-card      {"do":"lay"}  {"do":"lay","card":{"name":"张小三","documentNumber":"11010519491231002X"}}  {"do":"lift"}  {"do":"sam","state":"failed"}
  scanner      {"do":"scan","text":"…"}, or what sentinel issue writes
  thermometer  {"do":"measure","celsius":36.6}
  relay        {"do":"answer","answer":"none"}

  --link PATH           a steady name for the port: a symlink
  --fault NAME          drop, garble, split, slow, noise; of an id-card also extra-zero, leave-early; several times for several
  --fault-rate 0..1     how often each of them happens (1)
  --seed N              the same faults again (1)
  --baud N  --chunk N   as slow as that rate; at most N bytes at once
  --unplug-after MS     and --replug-after MS, which counts from then; the signal USR2 does either
  id-card      --sam ok|not-authorised|failed|silent  --cards FILE  --demo  --repeat N  --every MS  --stay MS  --finds-again
  scanner      --terminator none|cr|lf|crlf|tab|stx-etx  --aim  --encoding utf-8|gb18030  --texts FILE  --repeat N  --every MS
  thermometer  --driver ascii|modbus  --unit N  --scale N  --hold MS
  relay        --driver lc-relay|modbus-relay  --answer ok|none|exception  --unit N  --coils N

It ends on Ctrl-C, or when stdin ends that has said something. docs/devices.md says more.
`;

/** What was written last is still to be read before the port goes. */
const LINGER_MS = 500;

export const simulate: Command = {
  help: HELP,
  async run([name, ...args], world) {
    const kind = name !== undefined && Object.hasOwn(SIMULATED, name) ? SIMULATED[name] : undefined;
    if (kind === undefined) throw new UsageError(`one of ${Object.keys(SIMULATED).join(', ')}`);
    const values = readValues(args, kind.options);
    const conditions = conditionsOf(values, kind.faults);
    if (conditions.link !== null) checkLink(conditions.link);
    const cable = {
      unplugAfterMs: wholeOf(values, 'unplug-after', 0),
      replugAfterMs: wholeOf(values, 'replug-after', 0),
    };
    const over = new AbortController();
    const failed = (error: unknown): void => {
      over.abort(error);
    };
    const simulator = makeSimulator(kind.make(values), conditions, { tell: teller(world), failed });
    return await untilOver(simulator, cable, world, over);
  },
};

/** When it is unplugged by itself and plugged in again; `null`: never. */
interface Cable {
  readonly unplugAfterMs: number | null;
  readonly replugAfterMs: number | null;
}

/** What it is over by, where nothing failed. */
const ENOUGH = Symbol('enough');

async function untilOver(simulator: Simulator, cable: Cable, world: World, over: AbortController): Promise<number> {
  const { signal } = over;
  const stopped = new Promise<number>((resolve, reject) => {
    signal.addEventListener('abort', () => {
      if (signal.reason === ENOUGH) resolve(EXIT.ok);
      else reject(signal.reason as Error);
    });
  });
  const forget = onSignals(simulator, over);
  try {
    simulator.plug();
    const tasks = [obeyLines(simulator, world, signal), pull(simulator, cable, signal)];
    return await Promise.race([stopped, ...tasks.map((task) => unless(signal, task))]);
  } finally {
    forget();
    over.abort(ENOUGH);
    simulator.unplug();
    world.stdin.destroy();
  }
}

/** Does what stdin says, and what the options say meanwhile; stays when stdin ends that has said nothing. */
async function obeyLines(simulator: Simulator, { stdin, stdout }: World, signal: AbortSignal): Promise<number> {
  const running = unless(signal, simulator.run(signal));
  const heard = { anything: false };
  const exit = await answerLines(stdin, stdout, (value) => {
    heard.anything = true;
    const error = simulator.obey(value);
    return error === null ? { did: (value as { readonly do?: string }).do ?? 'scan' } : schemaError(error, value);
  });
  if (!heard.anything) await running.then(never);
  await running;
  await simulator.sent();
  await wait(LINGER_MS, undefined, { signal });
  return exit;
}

async function pull(
  simulator: Simulator,
  { unplugAfterMs, replugAfterMs }: Cable,
  signal: AbortSignal,
): Promise<never> {
  if (unplugAfterMs !== null) {
    await wait(unplugAfterMs, undefined, { signal });
    simulator.unplug();
    if (replugAfterMs !== null) {
      await wait(replugAfterMs, undefined, { signal });
      simulator.plug();
    }
  }
  return never();
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** What comes of `task`; what it throws because it is over, nobody needs to know. */
function unless<T>(signal: AbortSignal, task: Promise<T>): Promise<T> {
  return task.catch((error: unknown) => {
    if (!signal.aborted) throw error;
    return never();
  });
}

/** @returns takes the handlers off again */
function onSignals(simulator: Simulator, over: AbortController): () => void {
  const stop = (): void => {
    over.abort(ENOUGH);
  };
  const toggle = (): void => {
    if (simulator.isPlugged()) simulator.unplug();
    else simulator.plug();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGUSR2', toggle);
  return () => {
    process.off('SIGINT', stop).off('SIGTERM', stop).off('SIGUSR2', toggle);
  };
}

/** `ms` is of the machine's monotonic clock, which other processes have too (`process.hrtime`). */
function teller({ stdout }: World): Tell {
  return (event, fields) => {
    const ms = Number(process.hrtime.bigint() / 1000n) / 1000;
    stdout.write(`${JSON.stringify({ ms, event, ...fields })}\n`);
  };
}

/** @throws UsageError where something else than a link is there: it is never overwritten */
function checkLink(link: string): void {
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there !== undefined && !there.isSymbolicLink()) throw new UsageError(`--link ${link}: is there, and is no link`);
}
