import type { Page } from '@playwright/test';

/** What is read of an outcome, by what it is; its word never changes. What the guard says to the visitor may make room for the rest. */
const READ = {
  guard: '.outcome__guard',
  further: '.outcome__further',
  fact: '.facts dd',
  site: '.site-card .site__words',
  'site by name': '.site-card b',
  next: '.outcome__next',
} as const;

export type TextSizes = Readonly<Record<string, number>>;

/**
 * How large each of them is drawn, in pixels; those that are seen. What stands beside a gate's or a reader's notice has no
 * room to give, and is not measured.
 */
export function textSizes(page: Page): Promise<TextSizes> {
  return page.evaluate((read) => {
    if (document.querySelector('.outcome') === null || document.querySelector('.outcome__notice') !== null) return {};
    const sizes = Object.entries(read).flatMap(([what, selector]) => {
      const element = [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length > 0);
      return element === undefined ? [] : [[what, parseFloat(getComputedStyle(element).fontSize)] as const];
    });
    return Object.fromEntries(sizes);
  }, READ);
}

/** How much larger at the least text is at 200 % than at 100 %, where it was chosen so and a screen is full. */
const LARGER_BY = 1.1;

/** Facts that are not what an outcome is about may go. */
const MAY_GO: readonly string[] = ['fact'];

/** @returns which of them gain nothing to speak of by being asked to be twice as large, or are gone then */
export function whatStaysSmall(at100: TextSizes, at200: TextSizes): string[] {
  return Object.entries(at100)
    .filter(([what, size]) => (at200[what] ?? (MAY_GO.includes(what) ? Infinity : 0)) < size * LARGER_BY)
    .map(([what, size]) => `no larger at 200 %: ${what}, ${size} px and ${at200[what]} px`);
}
