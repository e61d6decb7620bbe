import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { GUARDS_FILE } from '../guards/list.ts';
import { hasEnrolled, HUB_FILE, KIOSK_KEY_FILE, PENDING_FILE, VENUE_KEY_FILE } from '../sync/enrolment.ts';

/**
 * A kiosk's own folder has one of these, whether it has enrolled, was only begun to be set up, or was only tried out. Settings are
 * not among them: folders of anybody's have such a file, and who has imported some has no kiosk yet.
 */
const KIOSK_FILES = [
  ...['venue.json', HUB_FILE, PENDING_FILE, KIOSK_KEY_FILE, VENUE_KEY_FILE],
  ...['journal.db', 'set-up.json', GUARDS_FILE],
] as const;

/** Whether a folder is a kiosk's own, within the app's. */
export function isKiosksOwn(folder: string): boolean {
  return KIOSK_FILES.some((name) => existsSync(join(folder, name)));
}

/**
 * The folder of the kiosk that a profile holds: the venue's, or a demo's that has enrolled at a hub. Of a demo that has not,
 * nothing is any hub's, and it is the venue's, which is not there. Only looks.
 *
 * `no-such-profile`: no kiosk is in it, or it is a kiosk's own folder and not the app's. `two-kiosks`: beside the venue's there is a demo's that has a hub of its own.
 *
 * @throws where an enrolment that was begun is damaged
 */
export function kioskIn(profile: string): Result<string, 'no-such-profile' | 'two-kiosks'> {
  const [venue, demo] = [join(profile, 'venue'), join(profile, 'demo')];
  if (['venue', 'demo'].includes(basename(profile)) && isKiosksOwn(profile)) return fail('no-such-profile');
  const isDemoEnrolled = hasEnrolled(demo);
  if (isKiosksOwn(venue)) return isDemoEnrolled ? fail('two-kiosks') : ok(venue);
  if (!isKiosksOwn(demo)) return fail('no-such-profile');
  return ok(isDemoEnrolled ? demo : venue);
}
