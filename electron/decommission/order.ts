import { GUARDS_FILE } from '../guards/list.ts';
import { KEYS_BEFORE_FILE, KIOSK_KEY_FILE, PENDING_FILE, VENUE_KEY_FILE } from '../sync/enrolment.ts';
import type { FoundFile } from './erase.ts';
import { STATE_FILES } from './state.ts';

/**
 * What goes before what: an end that never comes is best for what lies nearest to the front. Keys first, without which what is
 * left says of nobody who they are and signs for nobody; then what proves PINs; entries; all else; how far it is, last.
 */
const CLASSES: readonly ((path: string) => boolean)[] = [
  (path) => isOneOf(path, [KIOSK_KEY_FILE, KEYS_BEFORE_FILE, VENUE_KEY_FILE, PENDING_FILE]),
  (path) => isOneOf(path, [GUARDS_FILE]),
  (path) => /^(?:venue|demo)\/journal\./u.test(path),
  (path) => /^(?:venue|demo)\//u.test(path),
  (path) => !isState(path),
];

/** Of a kiosk's folder, with what a write that was interrupted has left of it. */
function isOneOf(path: string, names: readonly string[]): boolean {
  return names.some((name) =>
    [`venue/${name}`, `demo/${name}`].some((full) => [full, `${full}.new`, `${full}.held`].includes(path)),
  );
}

/** Whether this is where it is noted how far decommissioning is. */
export function isState(path: string): boolean {
  return STATE_FILES.some((name) => path === name || path === `${name}.new`);
}

export function inOrder(files: readonly FoundFile[]): FoundFile[] {
  return files.toSorted((a, b) => rankOf(a.path) - rankOf(b.path));
}

function rankOf(path: string): number {
  const rank = CLASSES.findIndex((isOf) => isOf(path));
  return rank === -1 ? CLASSES.length : rank;
}
