import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Keeps one part of a list in sight that scrolls by itself, also when its room changes.
 *
 * @param part a selector of it
 * @param which changes when another part is meant
 */
export function useSeenIn<E extends HTMLElement>(part: string, which: string | undefined): RefObject<E | null> {
  const list = useRef<E>(null);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return undefined;
    const room = new ResizeObserver(() => {
      element.querySelector(part)?.scrollIntoView({ block: 'nearest' });
    });
    room.observe(element);
    return () => {
      room.disconnect();
    };
  }, [part, which]);
  return list;
}
