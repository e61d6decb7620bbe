import type { Page } from '@playwright/test';

/** What is read of an outcome, by what it is; its word never changes. */
const READ = {
  guard: '.outcome__guard',
  fact: '.facts dd',
  site: '.site-card .site__words',
  'site by name': '.site-card b',
  next: '.outcome__next',
} as const;

export type TextSizes = Readonly<Record<string, number>>;

/**
 * How large each of them is drawn, in pixels; those that are there. Of a refusal with a site, which makes room for large text;
 * what stands beside a gate's or a reader's notice has none to give, and is not measured.
 */
export function textSizes(page: Page): Promise<TextSizes> {
  return page.evaluate((read) => {
    if (document.querySelector('.site-card') === null) return {};
    const sizes = Object.entries(read).flatMap(([what, selector]) => {
      const element = document.querySelector(selector);
      return element === null ? [] : [[what, parseFloat(getComputedStyle(element).fontSize)] as const];
    });
    return Object.fromEntries(sizes);
  }, READ);
}

/** How much larger at the least text is at 200 % than at 100 %, where it was chosen so and a screen is full. */
const LARGER_BY = 1.08;

/** @returns which of them gain nothing to speak of by being asked to be twice as large */
export function whatStaysSmall(at100: TextSizes, at200: TextSizes): string[] {
  return Object.entries(at100)
    .filter(([what, size]) => (at200[what] ?? Infinity) < size * LARGER_BY)
    .map(([what, size]) => `no larger at 200 %: ${what}, ${size} px and ${at200[what]} px`);
}
