import { useLayoutEffect, useRef, type RefObject } from 'react';

/** By how much text gets smaller at a time, before anything goes, and at most; in hundredths of the screen's shorter side. */
const STEP_VMIN = 0.25;
const UNNOTICED_VMIN = 0.5;
const MOST_VMIN = 4;

/** A box is laid out in fractions of a pixel, and tells whole ones. */
const ROUNDING_PX = 1;

/**
 * Keeps a screen whole that must not scroll, whatever it says and however large. Where it does not fit, its text gets a
 * little smaller (`--less`); then what is less important goes (`data-brief`; style sheets say what that is), and where that
 * is not enough what is said elsewhere as well (`data-briefest`); then all text gets as small as it must. The element has
 * the class `fits`. Looked at before it is painted, and again whenever its words, its room or the size of text change.
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
  if (fitWithin(element, 'whole', UNNOTICED_VMIN)) return;
  if (fitWithin(element, 'brief', UNNOTICED_VMIN)) return;
  fitWithin(element, 'briefest', MOST_VMIN);
}

/** @returns whether it fits */
function fitWithin(element: HTMLElement, shown: 'whole' | 'brief' | 'briefest', mostVmin: number): boolean {
  element.dataset['brief'] = String(shown !== 'whole');
  element.dataset['briefest'] = String(shown === 'briefest');
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
