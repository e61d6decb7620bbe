import { readFile } from 'node:fs/promises';
import type { CDPSession } from '@playwright/test';
import type { Kiosk } from '../journeys/kiosk.ts';
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

export async function startWeighing(kiosk: Kiosk): Promise<() => Promise<Held>> {
  const session = await kiosk.page.context().newCDPSession(kiosk.page);
  return async () => ({
    windowHeapMb: await windowHeapMb(session),
    mainHeapMb: await collectInMain(kiosk),
    allMb: await processesMb(kiosk, ['Pss_Anon', 'Pss_Shmem']),
    atMs: performance.now(),
  });
}

async function windowHeapMb(session: CDPSession): Promise<number> {
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
const MS_PER_HOUR = 3_600_000;

/** @param held after warming up */
export function flatness(held: readonly Held[]): Row[] {
  return [
    ...growth('memory, all processes', held, ({ allMb }) => allMb),
    ...growth("JavaScript's heap, window", held, ({ windowHeapMb }) => windowHeapMb),
    ...growth("JavaScript's heap, main process", held, ({ mainHeapMb }) => mainHeapMb),
  ];
}

function growth(name: string, held: readonly Held[], size: (held: Held) => number): Row[] {
  const third = Math.floor(held.length / 3);
  const first = median(held.slice(0, third).map(size));
  const last = median(held.slice(-third).map(size));
  const points = held.map((one) => [one.atMs / MS_PER_HOUR, size(one)] as const);
  return [
    { name: `${name}, first third`, value: first, unit: 'MB', note: `median of ${third}` },
    { name: `${name}, last third`, value: last, unit: 'MB' },
    { name: `${name}, last third against the first`, value: (last / first - 1) * 100, unit: '%', target: FLAT },
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
