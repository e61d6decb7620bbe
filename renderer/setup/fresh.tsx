import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';

/** Taps of a glove in a row follow one another sooner; who reads and then decides takes longer. */
const FRESH_MS = 700;

/**
 * What takes another's place: for a moment it takes no touch and no key, since those were meant for what was there before. Then
 * the keyboard begins at its title. To be given a `key` that tells it from what was there.
 */
export function Fresh({ children }: { readonly children: ReactNode }): ReactElement {
  const [isFresh, setFresh] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      setFresh(false);
    }, FRESH_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  useEffect(() => {
    if (!isFresh) box.current?.querySelector('h2')?.focus({ preventScroll: true });
  }, [isFresh]);
  return (
    <div ref={box} className="set-up__fresh" inert={isFresh}>
      {children}
    </div>
  );
}
