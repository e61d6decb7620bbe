import { useSyncExternalStore } from 'react';

/** As the styles ask: a screen that is as wide as high lies. */
const LIES = '(min-aspect-ratio: 1/1)';

/** Whether the screen lies: where the order of what is on it depends on that, styles alone do not do. */
export function useLying(): boolean {
  return useSyncExternalStore(listen, () => matchMedia(LIES).matches);
}

function listen(onChange: () => void): () => void {
  const query = matchMedia(LIES);
  query.addEventListener('change', onChange);
  return () => {
    query.removeEventListener('change', onChange);
  };
}
