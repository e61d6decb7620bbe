import { useEffect, type RefObject } from 'react';

/** Where what had the focus goes from the page, the page has it: a keyboard goes on from there, and not from nowhere. */
export function useFocusWithin(page: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const observer = new MutationObserver(() => {
      if (document.activeElement === document.body) page.current?.focus({ preventScroll: true });
    });
    if (page.current !== null) observer.observe(page.current, { subtree: true, childList: true });
    return () => {
      observer.disconnect();
    };
  }, [page]);
}
