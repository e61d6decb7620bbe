import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../shared/result.ts';
import { hasEnrolled, HUB_FILE, KIOSK_KEY_FILE, PENDING_FILE, VENUE_KEY_FILE } from '../sync/enrolment.ts';

/** A kiosk's folder has one of these, whether it has enrolled, was only begun to be set up, or was only tried out. */
const KIOSK_FILES = [
  ...['venue.json', HUB_FILE, PENDING_FILE, KIOSK_KEY_FILE, VENUE_KEY_FILE],
  ...['journal.db', 'settings.json', 'set-up.json'],
] as const;

/**
 * The folder of the kiosk that a profile holds: the venue's, or a demo's that has enrolled at a hub. Of a demo that has not,
 * nothing is any hub's, and it is the venue's, which is not there. Only looks.
 *
 * `no-such-profile`: no kiosk is in it, nor was. `two-kiosks`: beside the venue's there is a demo's that has a hub of its own.
 *
 * @throws where an enrolment that was begun is damaged
 */
export function kioskIn(profile: string): Result<string, 'no-such-profile' | 'two-kiosks'> {
  const [venue, demo] = [join(profile, 'venue'), join(profile, 'demo')];
  const isDemoEnrolled = hasEnrolled(demo);
  if (hasOneOf(venue, KIOSK_FILES)) return isDemoEnrolled ? fail('two-kiosks') : ok(venue);
  if (!hasOneOf(demo, KIOSK_FILES)) return fail('no-such-profile');
  return ok(isDemoEnrolled ? demo : venue);
}

function hasOneOf(folder: string, names: readonly string[]): boolean {
  return names.some((name) => existsSync(join(folder, name)));
}
