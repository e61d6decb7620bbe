import type { Locator, Page } from '@playwright/test';
import type { Start } from './kiosk.ts';

/** What a camera sees of whoever sets up: nothing, then a code on paper, again and again. */
export function shots(...codes: readonly string[]): NonNullable<Start['shots']> {
  return [{ codes: [], seconds: 3 }, ...codes.map((code) => ({ codes: [code], seconds: 4 }))];
}

/** Waits until a step stands. */
export const step = (page: Page, name: string): Promise<unknown> =>
  page.locator(`[data-step="${name}"] h2`).waitFor({ timeout: 60_000 });

/** One of the facts of the step at which they are. */
export const fact = (page: Page, name: string): Locator => page.locator(`[data-fact="${name}"] dd`);

/** Where each key and field of a step is. */
export function placesOf(page: Page): Promise<Record<string, readonly number[]>> {
  return page.locator('.set-up :is(button, input)').evaluateAll((all) =>
    Object.fromEntries(
      all.map((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        const { action, key } = (one as HTMLElement).dataset;
        return [
          action ?? key ?? one.getAttribute('name') ?? one.textContent,
          [left, top, width, height].map(Math.round),
        ];
      }),
    ),
  );
}
