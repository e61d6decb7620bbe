import { useLayoutEffect, useRef, type RefObject } from 'react';

/** By how much text gets smaller at a time, before anything goes, and at most; in hundredths of the screen's shorter side. */
const STEP_VMIN = 0.25;
const UNNOTICED_VMIN = 0.5;
const MOST_VMIN = 4;

/** What text gives back of what was asked for before what matters less gives up all it can, and before what is told goes. */
const HALF_OF_WHAT_GREW = 1 / 2;
const MOST_OF_WHAT_GREW = 2 / 3;

/** What goes, in this order, each with all before it. */
const STAGES = ['brief', 'briefest', 'barest', 'least'] as const;

/** A box is laid out in fractions of a pixel, and tells whole ones. */
const ROUNDING_PX = 1;

/**
 * Keeps a screen whole that must not scroll, whatever it says and however large. Where it does not fit, its text gets a
 * little smaller (`--less`); then what is less important goes (`data-brief`; style sheets say what that is), and where that
 * is not enough what is said elsewhere as well (`data-briefest`). Rather than that text loses more than half of what was
 * asked for, what matters less gives up all it can (`data-barest`); rather than two thirds, all goes that can be looked up
 * (`data-least`), and then text gets as small as it must. The element has the class `fits`. Looked at before it is painted, and again whenever its words, its room or the size of text change.
 */
export function useFit<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const again = (): void => {
      fit(element);
    };
    again();
    const room = new ResizeObserver(again);
    room.observe(element);
    const words = new MutationObserver(again);
    words.observe(element, { subtree: true, childList: true, characterData: true });
    words.observe(document.documentElement, { attributeFilter: ['data-text-size', 'lang'] });
    return () => {
      room.disconnect();
      words.disconnect();
    };
  }, []);
  return ref;
}

function fit(element: HTMLElement): void {
  const grownVmin = parseFloat(getComputedStyle(element).getPropertyValue('--grown'));
  if (fitWithin(element, 0, UNNOTICED_VMIN)) return;
  if (fitWithin(element, 1, UNNOTICED_VMIN)) return;
  if (fitWithin(element, 2, Math.max(UNNOTICED_VMIN, grownVmin * HALF_OF_WHAT_GREW))) return;
  if (fitWithin(element, 3, Math.max(UNNOTICED_VMIN, grownVmin * MOST_OF_WHAT_GREW))) return;
  fitWithin(element, 4, MOST_VMIN);
}

/**
 * @param stages how many of them it has come to
 * @returns whether it fits
 */
function fitWithin(element: HTMLElement, stages: number, mostVmin: number): boolean {
  STAGES.forEach((stage, place) => {
    element.dataset[stage] = String(place < stages);
  });
  for (let less = 0; less <= mostVmin; less += STEP_VMIN) {
    element.style.setProperty('--less', `${less}vmin`);
    if (isWhole(element)) return true;
  }
  return false;
}

/** Whether neither it nor a part that would cut off what is too much holds more than it shows; what is too much elsewhere is seen in the whole. */
function isWhole(element: HTMLElement): boolean {
  const cutting = [...element.children].filter((part) => getComputedStyle(part).overflowY === 'hidden');
  return [element, ...cutting].every(
    ({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
      scrollHeight <= clientHeight + ROUNDING_PX && scrollWidth <= clientWidth + ROUNDING_PX,
  );
}
