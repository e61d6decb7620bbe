import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import type { Extent, Seen } from './rows.ts';
import { inSightOf, sectionOf } from './section.ts';

/** What of a table is drawn, and where. */
interface Scroll {
  /** Of the element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The rows that the scrolled element is as high as. */
  readonly section: Extent;
  /** The rows in sight, whether they are known or not. */
  readonly seen: Seen;
  /** Brings a row into sight, by as little as that takes. */
  readonly reveal: (index: number) => void;
}

/**
 * Which rows of an element that scrolls are in sight. What is in sight stays where it is when more becomes known before it.
 *
 * @param rowPx of each row, and of the titles, which cover the first
 */
export function useScroll(rowPx: number, extent: Extent): Scroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const [heightPx, setHeightPx] = useState(0);
  const section = sectionOf(extent, first);
  /** The row at the scrolled element's very top, as it is now. */
  const top = useRef(section.begin);
  /** How far it was scrolled before it was drawn anew: one that has become less high is moved by that alone. */
  const scrolledPx = useRef(0);

  useLayoutEffect(() => {
    const moved = top.current - section.begin;
    top.current = section.begin;
    if (moved === 0) return;
    scrolledPx.current += moved * rowPx;
    scroller.current?.scrollTo({ top: scrolledPx.current, behavior: 'instant' });
  }, [rowPx, section.begin]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // At once, and not with the next frame: what has come into sight would be empty in this one.
    const look = (): void => {
      scrolledPx.current = element.scrollTop;
      const index = top.current + Math.floor(element.scrollTop / rowPx);
      flushSync(() => {
        setFirst(index);
      });
    };
    const sizes = new ResizeObserver(() => {
      setHeightPx(element.clientHeight);
    });
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [rowPx]);

  const reveal = (index: number): void => {
    const element = scroller.current;
    if (element === null) return;
    if (index < section.begin || index >= section.end) {
      flushSync(() => {
        setFirst(index);
      });
    }
    const atPx = (index - top.current) * rowPx;
    const lowestPx = atPx + 2 * rowPx - element.clientHeight;
    element.scrollTo({ top: Math.min(atPx, Math.max(lowestPx, element.scrollTop)), behavior: 'instant' });
    scrolledPx.current = element.scrollTop;
  };
  return { scroller, section, seen: inSightOf(first, heightPx, rowPx), reveal };
}
