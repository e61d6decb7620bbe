import type { Kiosk } from '../journeys/kiosk.ts';

/** When an outcome was painted, on the wall clock in milliseconds. */
export interface Painted {
  readonly serial: number;
  readonly atMs: number;
}

interface Watched {
  readonly painted: readonly Painted[];
}

/** Has the window note from now on when each outcome was painted. */
export async function watchPainted(kiosk: Kiosk): Promise<void> {
  await kiosk.page.evaluate(WATCH);
}

/** All that were painted since, in order. */
export function paintedSoFar(kiosk: Kiosk): Promise<readonly Painted[]> {
  return kiosk.page.evaluate(() => (globalThis as unknown as Watched).painted);
}

export function countPainted(kiosk: Kiosk): Promise<number> {
  return kiosk.page.evaluate(() => (globalThis as unknown as Watched).painted.length);
}

/** @returns the first outcome that was painted after so many */
export async function nextPainted(kiosk: Kiosk, before: number): Promise<Painted> {
  const found = await kiosk.page.waitForFunction((count) => (globalThis as unknown as Watched).painted[count], before);
  const next = await found.jsonValue();
  if (next === undefined) throw new Error('nothing was painted');
  return next;
}

/** Simulators go by the machine's monotonic clock, and a window by one of its own; both are brought to this. */
export function onWallClock(monotonicMs: number): number {
  return performance.timeOrigin + performance.now() - Number(process.hrtime.bigint()) / 1e6 + monotonicMs;
}

const WATCH = `
  globalThis.painted = [];
  let last = document.querySelector('[data-serial]')?.dataset.serial;
  new MutationObserver(() => {
    const serial = document.querySelector('[data-serial]')?.dataset.serial;
    if (serial === undefined || serial === last) return;
    last = serial;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () =>
        painted.push({ serial: Number(serial), atMs: performance.timeOrigin + performance.now() });
      port2.postMessage(null);
    });
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
`;
