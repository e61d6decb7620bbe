import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import type { EventName } from '../../../electron/simulators/simulator.ts';
import { spawnSentinel } from '../cli/cli-kit.ts';

export interface Happened {
  /** Of the machine's monotonic clock, as `process.hrtime`. */
  readonly ms: number;
  readonly event: EventName;
  readonly [field: string]: unknown;
}

/** A simulator in a process of its own: only there does unplugging hang up whatever else is started meanwhile. */
export interface Simulated {
  /** Where it was plugged in first; with `--link`, the link. */
  readonly port: string;
  readonly events: readonly Happened[];
  tell(order: object): void;
  /**
   * The first event since the last that was waited for, by its name and these of its fields; those between are
   * passed over.
   *
   * @throws Error where it ends before
   */
  until(event: EventName, fields?: Readonly<Record<string, unknown>>): Promise<Happened>;
  /** @returns its exit code */
  readonly stop: () => Promise<number | null>;
}

/** `sentinel simulate` with these arguments, plugged in. Stop it: it ends by itself only with this process. */
export async function startSimulated(...args: readonly string[]): Promise<Simulated> {
  const child = spawnSentinel(['simulate', ...args]);
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('no pipes');
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const said: string[] = [];
  stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  stdin.on('error', () => undefined); // It ended: `until` says so.
  const events: Happened[] = [];
  let seen = 0;
  let wake = (): void => undefined;
  let isOver = false;
  createInterface(stdout)
    .on('line', (line) => {
      const happened = JSON.parse(line) as Happened | { readonly did: string };
      if ('event' in happened) events.push(happened);
      wake();
    })
    .on('close', () => {
      isOver = true;
      wake();
    });
  const until: Simulated['until'] = async (event, fields = {}) => {
    for (;;) {
      for (; seen < events.length;) {
        const happened = events[seen];
        seen += 1;
        if (happened?.event === event && has(happened, fields)) return happened;
      }
      if (isOver) throw new Error(`ended before ${event}: ${said.join('')}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const tell = (order: object): void => {
    stdin.write(`${JSON.stringify(order)}\n`);
  };
  // Its stdin has then said something, and its end is the simulator's.
  tell({ do: 'plug' });
  const { port, link } = await until('plugged');
  return {
    port: String(link ?? port),
    events,
    tell,
    until,
    async stop() {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}

function has(happened: Happened, fields: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(fields).every(([name, value]) => isDeepStrictEqual(happened[name], value));
}
