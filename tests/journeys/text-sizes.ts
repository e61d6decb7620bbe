import type { Page } from '@playwright/test';

/** How much larger at the least text is at 200 % than at 100 %, where it was chosen so and a screen is full. */
const LARGER_BY = 1.1;

/** What is read of a verdict, by what it is; its word never changes. */
const OF_OUTCOME = {
  guard: '.outcome__guard',
  visitor: '.outcome__visitor',
  further: '.outcome__further',
  fact: '.facts dd',
  site: '.site-card .site__words',
  'site by name': '.site-card b',
  'how many more sites': ':is(.site-card__more, .site__more)',
  next: '.outcome__next',
  trace: '.outcome__trace',
} as const;

/** What is read beside a problem, on the screen at rest. */
const AT_REST = { problem: '.alert__line b', invitation: '.invite__large' } as const;

type What = keyof typeof OF_OUTCOME | keyof typeof AT_REST;

/** At the least as large as at 100 %, or by so much larger, other than {@link LARGER_BY}. */
const OTHER_BOUNDS: Readonly<Partial<Record<What, number>>> = {
  problem: 1.3,
  invitation: 1,
  visitor: 1,
  // A number in place of words.
  'how many more sites': 0,
  trace: 0,
};

export type TextSizes = Readonly<Partial<Record<What, number>>>;

/**
 * How large each of them is drawn, in pixels; those that are seen. What stands beside a gate's or a reader's notice has no
 * room to give, and is not measured; neither is what lies beneath a page.
 */
export function textSizes(page: Page): Promise<TextSizes> {
  return page.evaluate(
    ({ ofOutcome, atRest }) => {
      const isOutcome = document.querySelector('.outcome') !== null;
      if (document.querySelector(isOutcome ? '.outcome__notice' : '.sheet') !== null) return {};
      if (!isOutcome && document.querySelector('.shell .alert__line') === null) return {};
      const sizes = Object.entries(isOutcome ? ofOutcome : atRest).flatMap(([what, selector]) => {
        const element = [...document.querySelectorAll(selector)].find(
          (one) => one.getClientRects().length > 0 && getComputedStyle(one).clipPath === 'none',
        );
        return element === undefined ? [] : [[what, parseFloat(getComputedStyle(element).fontSize)] as const];
      });
      return Object.fromEntries(sizes);
    },
    { ofOutcome: OF_OUTCOME, atRest: AT_REST },
  );
}

/** Facts that are not what an outcome is about may go, and what the guard says to the visitor once its trace is no larger than it was. */
function mayGo(what: What, at100: TextSizes, at200: TextSizes): boolean {
  return what === 'fact' || (what === 'visitor' && (at200.trace ?? 0) <= (at100.trace ?? 0) * TRACE_LARGER_AT_MOST);
}

/** At 100 % a full screen's text may be a little smaller than it is meant to be. */
const TRACE_LARGER_AT_MOST = 1.25;

/** @returns what beside a problem gains nothing to speak of by being asked to be half as large again, or is gone then */
export function whatStaysSmallAt150(at100: TextSizes, at150: TextSizes): string[] {
  return (Object.keys(AT_REST) as (keyof typeof AT_REST)[])
    .filter((what) => (at150[what] ?? 0) < (at100[what] ?? 0) * (1 + ((OTHER_BOUNDS[what] ?? LARGER_BY) - 1) / 2))
    .map((what) => `too small at 150 %: ${what}, ${at100[what]} px and ${at150[what]} px`);
}

/** @returns which of them gain nothing to speak of by being asked to be twice as large, or are gone then */
export function whatStaysSmall(at100: TextSizes, at200: TextSizes): string[] {
  return (Object.entries(at100) as [What, number][])
    .filter(([what, size]) => {
      const large = at200[what];
      if (large === undefined) return !mayGo(what, at100, at200);
      return large < size * (OTHER_BOUNDS[what] ?? LARGER_BY);
    })
    .map(([what, size]) => `too small at 200 %: ${what}, ${size} px and ${at200[what]} px`);
}
