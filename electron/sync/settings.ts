import type { Settings } from '../../shared/contract.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Heard } from '../../shared/wire.ts';
import { withoutUndefined } from '../../shared/without-undefined.ts';

/** `settings-old`: of an older version than those in force, which a hub that was restored may send. */
export type RemoteSettingsFault = 'settings-old' | 'venue-type-unknown';

/** What IT has set from afar, to be put in force. */
export interface RemoteChange {
  readonly version: number;
  readonly values: Partial<Settings>;
}

/**
 * Checks settings that the hub has sent.
 *
 * @param versionInForce 0: none
 * @param isKnown whether the rules know a venue type of this name
 * @returns `null` where there is nothing new
 */
export function checkRemoteSettings(
  sent: Heard['settings'],
  versionInForce: number,
  isKnown: (venueType: string) => boolean,
): Result<RemoteChange | null, RemoteSettingsFault> {
  if (sent === null || sent.version === versionInForce) return ok(null);
  if (sent.version < versionInForce) return fail('settings-old');
  const values = withoutUndefined(sent.values);
  if (values.venueType !== undefined && !isKnown(values.venueType)) return fail('venue-type-unknown');
  return ok({ version: sent.version, values });
}
