import { SESSION_IDLE_MS } from '../../../shared/console/accounts.ts';

/** What is on the screen stays there so much longer at most. */
const LOOKED_EVERY_MS = 10_000;

/**
 * Tells that the session is over because nothing was asked, though nobody asks any more who would be told so: entries are not
 * left on a screen. By the clock on the wall, which goes on while the computer sleeps.
 *
 * @param heardAtMs when the hub last answered, epoch milliseconds
 * @returns ends it
 */
export function whenOver(heardAtMs: () => number, onOver: () => void): () => void {
  const look = (): void => {
    if (Date.now() - heardAtMs() >= SESSION_IDLE_MS) onOver();
  };
  const timer = setInterval(look, LOOKED_EVERY_MS);
  document.addEventListener('visibilitychange', look);
  return () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', look);
  };
}
