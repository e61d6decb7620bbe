import type { Page } from '@playwright/test';

/** What a window notes while somebody scrolls. */
export interface Frames {
  /** Milliseconds from each frame to the next. */
  readonly ms: readonly number[];
  /** In so many of them a row that was drawn was not here yet. */
  readonly empty: number;
  /** Rows that went by. */
  readonly rows: number;
}

/** Has the window measure from now on; until it is loaded anew. */
export async function watch(page: Page): Promise<void> {
  await page.evaluate(WATCH);
}

/** @param act JavaScript that asks for another table. @returns milliseconds from then until its first row was painted */
export function answered(page: Page, act: string): Promise<number> {
  return page.evaluate(`consoleWatch.answered(() => { ${act} })`);
}

/** @param act JavaScript. @returns milliseconds from then until something was painted that a selector finds */
export function painted(page: Page, selector: string, act = ''): Promise<number> {
  return page.evaluate(`(() => { ${act} })(); consoleWatch.painted(${JSON.stringify(selector)})`);
}

/** Loads the page anew. @returns milliseconds from when that began until something was painted that a selector finds */
export async function reloaded(page: Page, selector: string): Promise<number> {
  await page.reload({ waitUntil: 'commit' });
  await watch(page);
  return page.evaluate(`consoleWatch.painted(${JSON.stringify(selector)}).then(() => performance.now())`);
}

/** Turns the wheel, as quickly as somebody may. @param deltaPx of each turn; below zero: upwards */
export async function wheel(page: Page, deltaPx: number, forMs: number): Promise<Frames> {
  await page.locator('.grid').hover();
  await page.evaluate('consoleWatch.begin()');
  const endMs = performance.now() + forMs;
  while (performance.now() < endMs) {
    await page.mouse.wheel(0, deltaPx);
    await page.evaluate('new Promise(requestAnimationFrame)');
  }
  return page.evaluate('consoleWatch.end()');
}

/** @returns what it took to come from the first row to the last, in milliseconds, and the frames meanwhile */
export async function readAll(page: Page): Promise<Frames & { readonly tookMs: number }> {
  await page.evaluate('consoleWatch.begin()');
  const tookMs: number = await page.evaluate('consoleWatch.readAll()');
  const frames = await page.evaluate<Frames>('consoleWatch.end()');
  return { ...frames, rows: await page.evaluate<number>('consoleWatch.known()'), tookMs };
}

/** Nobody waits as long. */
const ANSWERED_WITHIN_MS = 30_000;

/** Plain text, because a bundler puts into functions what the window does not have. */
const WATCH = `
  globalThis.consoleWatch = (() => {
    const cells = () => [...document.querySelectorAll('.grid__rows .grid__cell--time')];
    const indexes = () => [...document.querySelectorAll('.grid__rows [data-index]')].map((row) => Number(row.dataset.index));
    /** That there is none is an answer too. */
    const shown = () => document.querySelector('.grid, [data-none]');
    /** After the frame in which it is there, which paints it. */
    const until = (isThere) =>
      new Promise((resolve, reject) => {
        const lateAt = performance.now() + ${ANSWERED_WITHIN_MS};
        const look = () => {
          if (performance.now() > lateAt) return reject(new Error('nothing was painted'));
          if (!isThere()) return requestAnimationFrame(look);
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        };
        requestAnimationFrame(look);
      });
    let [frames, empty, from, running] = [[], 0, 0, 0];
    return {
      /** Milliseconds until the first row of another table is painted, or that there is none. */
      async answered(act) {
        const before = shown();
        const startedAt = performance.now();
        act();
        const isThere = () =>
          shown() !== before && (shown()?.matches('[data-none]') || cells().some(({ textContent }) => textContent !== ''));
        return (await until(isThere)) - startedAt;
      },
      async painted(selector) {
        const startedAt = performance.now();
        return (await until(() => document.querySelector(selector) !== null)) - startedAt;
      },
      begin() {
        [frames, empty, from] = [[], 0, Math.min(...indexes())];
        let last = null;
        const look = (at) => {
          if (last !== null) frames.push(at - last);
          last = at;
          if (cells().some(({ textContent }) => textContent === '')) empty += 1;
          running = requestAnimationFrame(look);
        };
        running = requestAnimationFrame(look);
      },
      end() {
        cancelAnimationFrame(running);
        return { ms: frames, empty, rows: Math.abs(Math.min(...indexes()) - from) };
      },
      /** Rows from the first to the last that is drawn. */
      known: () => Math.max(...indexes()) + 1,
      /** Scrolls as far as is known, until there is no more. */
      async readAll() {
        const grid = document.querySelector('.grid');
        const startedAt = performance.now();
        const isEnd = () => grid.querySelector('.grid__foot') === null && grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1;
        while (!isEnd()) {
          grid.scrollTop = grid.scrollHeight;
          await new Promise(requestAnimationFrame);
        }
        return performance.now() - startedAt;
      },
    };
  })();
`;
