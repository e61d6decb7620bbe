import { useEffect, useRef, useState, type RefObject } from 'react';

/** Of a rem, in which drawings count: at a kiosk's larger text they are larger by as much. */
const PER_REM = 16;

/** How wide an element is, in sixteenths of a rem, whatever becomes of the window; 0 before it is there. */
export function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (entry !== undefined) setWidth((entry.contentRect.width / rem) * PER_REM);
    });
    if (element.current !== null) observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, width];
}
