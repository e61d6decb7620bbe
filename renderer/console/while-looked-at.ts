/** A page that nobody touches is asked for no longer: what is asked by itself would keep a session open for ever. */
const WATCHED_FOR_MS = 600_000;

/** Whoever comes back to a page often does so to its window too. */
const ONCE_MS = 1000;

const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;

/**
 * Every so often, and when somebody comes back to the page or its window; never while nobody sees it.
 *
 * @param onWatched told each time whether the page is still read by itself
 * @returns ends it
 */
export function whileLookedAt(
  refresh: () => void,
  everyMs: number,
  onWatched: (isWatched: boolean) => void = () => undefined,
): () => void {
  let touchedMs = performance.now();
  let readMs = -Infinity;
  const isWatched = (): boolean => performance.now() - touchedMs < WATCHED_FOR_MS;
  const look = (): void => {
    onWatched(isWatched());
    if (document.visibilityState !== 'visible' || !isWatched()) return;
    readMs = performance.now();
    refresh();
  };
  const touch = (): void => {
    const wasWatched = isWatched();
    touchedMs = performance.now();
    if (!wasWatched) look();
  };
  const comeBack = (): void => {
    touchedMs = performance.now();
    if (touchedMs - readMs >= ONCE_MS) look();
  };
  const timer = setInterval(look, everyMs);
  document.addEventListener('visibilitychange', comeBack);
  window.addEventListener('focus', comeBack);
  for (const one of TOUCHES) window.addEventListener(one, touch, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', comeBack);
    window.removeEventListener('focus', comeBack);
    for (const one of TOUCHES) window.removeEventListener(one, touch, { capture: true });
  };
}
