import { readFile } from 'node:fs/promises';
import type { CDPSession } from '@playwright/test';
import type { Kiosk } from '../journeys/kiosk.ts';
import { weighObjects } from './heap-objects.ts';
import { median, type Row } from './rows.ts';

/** What a kiosk holds at one moment; MB are of 1,048,576 bytes. */
export interface Held {
  readonly atMs: number;
  /** Proportional share (PSS) of all the app's processes, without what is mapped of files: the app's own, and the film that is its camera. */
  readonly allMb: number;
  /** Of the window, and of the main process: what JavaScript holds after its garbage was collected. */
  readonly windowHeapMb: number;
  readonly mainHeapMb: number;
}

/** Lines of /proc/PID/smaps_rollup (proc(5)). */
type Share = 'Pss' | 'Pss_Anon' | 'Pss_Shmem';

/** Proportional share of memory of all the app's processes. */
export async function processesMb(kiosk: Kiosk, shares: readonly Share[] = ['Pss']): Promise<number> {
  const pids = await kiosk.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  const texts = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/smaps_rollup`, 'utf8')));
  const kb = texts.flatMap((text) =>
    shares.map((share) => Number(new RegExp(`^${share}:\\s+(\\d+)`, 'mu').exec(text)?.[1])),
  );
  return kb.reduce((sum, one) => sum + one, 0) / 1024;
}

export interface Scales {
  readonly held: () => Promise<Held>;
  /** MB, by `weighObjects`: for seconds, on a busy machine, the window stands still. */
  readonly objects: () => Promise<number>;
}

export async function startWeighing(kiosk: Kiosk): Promise<Scales> {
  const session = await kiosk.page.context().newCDPSession(kiosk.page);
  return {
    held: async () => ({
      windowHeapMb: await windowHeapMb(session),
      mainHeapMb: await collectInMain(kiosk),
      allMb: await processesMb(kiosk, ['Pss_Anon', 'Pss_Shmem']),
      atMs: performance.now(),
    }),
    objects: () => weighObjects(session),
  };
}

/** What JavaScript holds in a window, after its garbage was collected. */
export async function windowHeapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize / 1024 ** 2;
}

function collectInMain(kiosk: Kiosk): Promise<number> {
  return kiosk.app.evaluate(() => {
    process.getBuiltinModule('v8').setFlagsFromString('--expose-gc');
    const collect = process.getBuiltinModule('vm').runInNewContext('gc') as () => void;
    collect();
    return process.memoryUsage().heapUsed / 1024 ** 2;
  });
}

/** How much more the last third may hold than the first. */
const FLAT = { below: 5 } as const;
/** A leak shows here however small: of 2 MB this is less than 100 bytes for each of 270 visitors. */
const NOTHING_LEFT = { below: 1 } as const;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;

/** Until V8 has compiled most of what the window calls often, in minutes after warming up: that is in its heap too. */
const COMPILED_AFTER_MINUTES = 3;

/** @param held after warming up */
export function flatness(held: readonly Held[]): Row[] {
  const compiledMs = (held[0]?.atMs ?? 0) + COMPILED_AFTER_MINUTES * MS_PER_MINUTE;
  const compiled = held.filter(({ atMs }) => atMs >= compiledMs);
  return [
    ...growth('memory, all processes', held, ({ allMb }) => allMb),
    ...growth("JavaScript's heap, window, compiled", compiled, ({ windowHeapMb }) => windowHeapMb),
    ...growth("JavaScript's heap, main process", held, ({ mainHeapMb }) => mainHeapMb),
  ];
}

/** @param mb of the window's objects after warming up, and at the end; fewer where that was not weighed */
export function leftObjects([first, last]: readonly number[]): Row[] {
  if (first === undefined || last === undefined) return [];
  return [
    { name: 'objects in the window, after warming up', value: first, unit: 'MB', note: 'without compiled code' },
    { name: 'objects in the window, at the end', value: last, unit: 'MB' },
    { name: 'objects in the window, growth', value: (last / first - 1) * 100, unit: '%', target: NOTHING_LEFT },
  ];
}

function growth(name: string, held: readonly Held[], size: (held: Held) => number): Row[] {
  const third = Math.floor(held.length / 3);
  const first = median(held.slice(0, third).map(size));
  const last = median(held.slice(-third).map(size));
  const value = (last / first - 1) * 100;
  const points = held.map((one) => [one.atMs / MS_PER_HOUR, size(one)] as const);
  return [
    { name: `${name}, first third`, value: first, unit: 'MB', note: `median of ${third}` },
    { name: `${name}, last third`, value: last, unit: 'MB' },
    { name: `${name}, last third against the first`, value, unit: '%', target: FLAT },
    { name: `${name}, slope`, value: slope(points), unit: 'MB/h', note: 'least squares' },
  ];
}

/** By least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: 0 | 1): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
