import type { CDPSession, Page } from '@playwright/test';
import { answered, readAll, wheel, type Frames } from './console-watch.ts';
import { windowHeapMb } from './memory.ts';
import { median, percentile, type Row } from './rows.ts';

/** Of each figure of an answer. */
const ANSWERS = 12;
const WHEEL_MS = 8000;
/** A free-spinning wheel, a turn in each frame. */
const WHEEL_PX = 240;
/** Longer than that nobody takes for one movement. */
const SMOOTH = { below: 50 } as const;
/** What somebody waits for without losing their thought. */
const ANSWERED = { below: 1000 } as const;

const CHOICES = ['refuse', 'refer', 'admit', null] as const;

/** What a manager sees who has the log open, of all days. @param minuteMs the minutes that are gone to: all over the log */
export async function logRows(page: Page, at: 'kiosk' | 'hub', minuteMs: (n: number) => number): Promise<Row[]> {
  const session = await page.context().newCDPSession(page);
  await answered(page, `document.querySelector('[data-when="all"]').click()`);
  return [
    ...(await answers(page, 'a filter', (n) => choose(at, CHOICES[n % CHOICES.length] ?? null))),
    ...(await answers(page, 'the other order', () => `document.querySelector('.grid__order').click()`)),
    ...(await answers(page, 'a time', (n) => goTo(minuteMs(n)))),
    ...scrolled('down, from a time in the middle', await wheel(page, WHEEL_PX, WHEEL_MS)),
    ...scrolled('up', await wheel(page, -WHEEL_PX, WHEEL_MS)),
    ...(await throughAll(page, session)),
  ];
}

async function answers(page: Page, what: string, act: (n: number) => string): Promise<Row[]> {
  const ms: number[] = [];
  for (let n = 0; n < ANSWERS; n += 1) ms.push(await answered(page, act(n)));
  return [
    { name: `${what}: asked → first row painted, p50`, value: median(ms), unit: 'ms', note: `${ANSWERS} times` },
    { name: `${what}: slowest`, value: Math.max(...ms), unit: 'ms', target: ANSWERED },
  ];
}

/** As somebody does who chooses a verdict; `null`: any. */
function choose(at: 'kiosk' | 'hub', verdict: 'admit' | 'refer' | 'refuse' | null): string {
  // A hub has gates before it.
  const nth = at === 'hub' ? 1 : 0;
  const index = verdict === null ? -1 : ['admit', 'refer', 'refuse'].indexOf(verdict);
  return `
    const choice = document.querySelectorAll('.log__selections select')[${nth}];
    choice.value = ${index};
    choice.dispatchEvent(new Event('change', { bubbles: true }));`;
}

function goTo(minuteMs: number): string {
  return `
    const at = new Date(${minuteMs});
    const field = document.querySelector('.log__go input');
    field.value = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    field.form.requestSubmit();`;
}

function scrolled(which: string, { ms, empty, rows }: Frames): Row[] {
  const name = `the wheel, ${which}`;
  return [
    { name: `${name}: a frame, p50`, value: median(ms), unit: 'ms', note: `${ms.length} frames, ${rows} rows` },
    { name: `${name}: a frame, p99`, value: percentile(ms, 0.99), unit: 'ms', target: SMOOTH },
    { name: `${name}: the longest frame`, value: Math.max(...ms), unit: 'ms' },
    { name: `${name}: frames with a row that is not here yet`, value: (empty / ms.length) * 100, unit: '%' },
  ];
}

/** Always at the end of what is known, quicker than anybody. */
async function throughAll(page: Page, session: CDPSession): Promise<Row[]> {
  await answered(page, `document.querySelector('[data-action="refresh"]').click()`);
  const before = await windowHeapMb(session);
  const { ms, rows, tookMs } = await readAll(page);
  const after = await windowHeapMb(session);
  return [
    { name: 'all rows paged through', value: tookMs / 1000, unit: 's', note: `${rows} rows` },
    { name: 'meanwhile: a frame, p99', value: percentile(ms, 0.99), unit: 'ms', target: SMOOTH },
    { name: 'meanwhile: the longest frame', value: Math.max(...ms), unit: 'ms' },
    { name: 'memory of the window that it takes', value: after - before, unit: 'MB', target: { below: 20 } },
  ];
}
