import { sign } from 'node:crypto';
import { encodeVenueCode, venueCodeAddress, type VenueCode } from '../shared/venue-code.ts';
import type { HubKey } from './crypto.ts';

/** The address that a gate's venue code has. @param origin where phones find the hub */
export function addressOfVenueCode(origin: string, hubKey: HubKey, { venue, gate, serial }: VenueCode): string {
  return venueCodeAddress(
    origin,
    encodeVenueCode({ venue, gate, serial }, (message) => sign(null, message, hubKey.private)),
  );
}
