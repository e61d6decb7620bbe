import type { ConsoleAsk } from '../../shared/console/calls.ts';
import type { ShownVenueCode } from '../../shared/console/fleet.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { wayOf } from '../check-in/way.ts';
import type { Hub } from '../hub.ts';
import { changeAccounts } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import type { Store } from '../store/schema.ts';
import { listGates, openInForce, readNewest } from '../store/setting-versions.ts';
import {
  findVenueCode,
  issueVenueCode,
  listVenueCodes,
  withdrawVenueCode,
  type KnownVenueCode,
} from '../store/venue-code.ts';
import { addressOfVenueCode } from '../venue-code-address.ts';
import { doneBy, type Asker, type ConsoleHandlers } from './asking.ts';
import { venueAsked } from './fleet-calls.ts';

type VenueCodes = 'fleet:venue-codes' | 'fleet:venue-code-issue' | 'fleet:venue-code-withdraw';
type AtGate = ConsoleAsk<'fleet:venue-code-issue'>;

/** Venue codes of gates: looked at, issued, issued anew, and taken out of use. */
export function venueCodeCalls(hub: Hub): Pick<ConsoleHandlers, VenueCodes> {
  return {
    'fleet:venue-codes': async (asker, ask) => {
      const venue = venueAsked(asker, ask.venue);
      if (!venue.ok) return venue;
      const store = hub.database.consoleStore;
      const codes = await listVenueCodes(store, venue.value);
      const show = await openShown(hub, store, venue.value);
      const gates = venue.value === null ? [] : await listGates(store, venue.value);
      return ok({ codes: codes.map(show), gates });
    },
    'fleet:venue-code-issue': async (asker, ask) => {
      const issued = await change(hub, asker, ask, 'venue-code-issued', async (tx, gate) => {
        await issueVenueCode(tx, gate, { now: asker.now, by: asker.account.id, newId: hub.newId });
        return true;
      });
      if (issued.ok) hub.log.write('venue-code-issued', { serial: issued.value.serial });
      return issued;
    },
    'fleet:venue-code-withdraw': async (asker, ask) => {
      const withdrawn = await change(hub, asker, ask, 'venue-code-withdrawn', (tx, gate) =>
        withdrawVenueCode(tx, gate, asker.now),
      );
      if (withdrawn.ok) hub.log.write('venue-code-withdrawn', { serial: withdrawn.value.serial });
      return withdrawn;
    },
  };
}

/** Changes the code of a gate, with a line in the audit log. @param act `false`: there is nothing to change */
function change(
  hub: Hub,
  asker: Asker,
  { venue: named, gate }: AtGate,
  did: 'venue-code-issued' | 'venue-code-withdrawn',
  act: (tx: Store, at: { readonly venue: string; readonly gate: string }) => Promise<boolean>,
): ReturnType<ConsoleHandlers['fleet:venue-code-issue']> {
  const { account, now } = asker;
  return changeAccounts(
    hub.database.store,
    account,
    async (tx): Promise<Result<ShownVenueCode, 'not-allowed' | 'not-found' | 'ask-malformed'>> => {
      const venue = venueAsked(asker, named);
      if (!venue.ok) return venue;
      if (venue.value === null) return fail('ask-malformed');
      const at = { venue: venue.value, gate };
      if (!(await act(tx, at))) return fail('not-found');
      const code = await findVenueCode(tx, at);
      if (code === undefined) throw new Error('a venue code that was just changed is gone');
      await note(tx, { ...doneBy(asker, did, { gate, serial: code.serial }), venue: venue.value }, now);
      return ok((await openShown(hub, tx, venue.value))(code));
    },
  );
}

async function openShown(
  { published: { address: origin }, secrets: { hubKey } }: Hub,
  store: Store,
  venue: string | null,
): Promise<(code: KnownVenueCode) => ShownVenueCode> {
  const inForce = openInForce(await readNewest(store, venue));
  return (code) => ({
    ...{ venue: code.venue, gate: code.gate, serial: code.serial, issuedBy: code.issuedBy },
    issuedAt: code.issuedAt.toISOString(),
    withdrawnAt: code.withdrawnAt?.toISOString() ?? null,
    address: origin === null || code.withdrawnAt !== null ? null : addressOfVenueCode(origin, hubKey, code),
    mode: wayOf(inForce(code)),
  });
}
