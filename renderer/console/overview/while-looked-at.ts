const REFRESH_MS = 60_000;

/** A page that nobody touches is asked for no longer: what is asked by itself would keep a session open for ever. */
const WATCHED_FOR_MS = 600_000;

const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;

/**
 * Each minute, and when somebody comes back to the page; never while nobody sees it.
 *
 * @param onWatched told each time whether the page is still read by itself
 * @returns ends it
 */
export function whileLookedAt(refresh: () => void, onWatched: (isWatched: boolean) => void): () => void {
  let touchedMs = performance.now();
  const isWatched = (): boolean => performance.now() - touchedMs < WATCHED_FOR_MS;
  const look = (): void => {
    onWatched(isWatched());
    if (document.visibilityState === 'visible' && isWatched()) refresh();
  };
  const touch = (): void => {
    const wasWatched = isWatched();
    touchedMs = performance.now();
    if (!wasWatched) look();
  };
  const comeBack = (): void => {
    touchedMs = performance.now();
    look();
  };
  const timer = setInterval(look, REFRESH_MS);
  document.addEventListener('visibilitychange', comeBack);
  for (const one of TOUCHES) window.addEventListener(one, touch, { capture: true, passive: true });
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', comeBack);
    for (const one of TOUCHES) window.removeEventListener(one, touch, { capture: true });
  };
}
