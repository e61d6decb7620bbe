import type { ConsoleAsk } from '../../shared/console/calls.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { listVenues } from '../store/account-list.ts';
import { changeAccounts } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import { countPins } from '../store/guards.ts';
import { revokeWithin } from '../store/kiosk.ts';
import type { Store } from '../store/schema.ts';
import { doneBy, type Asker, type ConsoleHandlers } from './asking.ts';
import { gatesOf, pageOf, readFleet } from './fleet.ts';

type Fleet = 'fleet:list' | 'fleet:kiosk' | 'fleet:revoke';

/** How kiosks are, and the end of one. Of one venue's account that venue's; of one over all, whichever it names. */
export function fleetCalls(hub: Hub): Pick<ConsoleHandlers, Fleet> {
  return {
    'fleet:list': (asker, ask) => list(hub, asker, ask),
    'fleet:kiosk': (asker, { kiosk }) => look(hub, asker, kiosk),
    'fleet:revoke': (asker, ask) => revoke(hub, asker, ask),
  };
}

/**
 * Which venue somebody asks about.
 *
 * @param named `null`: none
 * @returns `null`: all of them
 */
export function venueAsked({ account }: Asker, named: string | null): Result<string | null, 'not-allowed'> {
  if (account.venue === null) return ok(named);
  return named === null || named === account.venue ? ok(account.venue) : fail('not-allowed');
}

async function list(hub: Hub, asker: Asker, ask: ConsoleAsk<'fleet:list'>): ReturnType<ConsoleHandlers['fleet:list']> {
  const venue = venueAsked(asker, ask.venue);
  if (!venue.ok) return venue;
  const store = hub.database.consoleStore;
  const atMs = hub.nowMs();
  const all = await readFleet(store, { venue: venue.value, id: null }, atMs);
  return ok({
    ...pageOf(all, ask),
    venues: asker.account.venue === null ? await listVenues(store) : [asker.account.venue],
    gates: venue.value === null ? [] : gatesOf(all),
    atMs,
  });
}

/** One that is not theirs is as one that is not there. */
async function find(store: Store, { account, now }: Asker, id: string) {
  const [found] = await readFleet(store, { venue: account.venue, id }, now.getTime());
  return found === undefined ? fail('not-found') : ok(found);
}

async function look({ database }: Hub, asker: Asker, id: string): ReturnType<ConsoleHandlers['fleet:kiosk']> {
  const found = await find(database.consoleStore, asker, id);
  if (!found.ok) return found;
  return ok({ kiosk: found.value, pins: await countPins(database.consoleStore, found.value) });
}

async function revoke(
  hub: Hub,
  asker: Asker,
  { kiosk: id, because }: ConsoleAsk<'fleet:revoke'>,
): ReturnType<ConsoleHandlers['fleet:revoke']> {
  const { account, now } = asker;
  const done = await changeAccounts(hub.database.store, account, async (tx) => {
    const found = await find(tx, asker, id);
    if (!found.ok) return found;
    const { venue, gate } = found.value;
    const pinsWithdrawn = await revokeWithin(tx, id, { now, revision: hub.newId() }, { by: account.id, because });
    if (pinsWithdrawn === null) return fail('not-found');
    const about = { kiosk: id, gate, because, pins: pinsWithdrawn };
    await note(tx, { ...doneBy(asker, 'kiosk-revoked', about), venue }, now);
    const revoked = await find(tx, asker, id);
    return revoked.ok ? ok({ kiosk: revoked.value, pinsWithdrawn }) : revoked;
  });
  if (done.ok) hub.log.write('revoked', { kiosk: id, pinsWithdrawn: done.value.pinsWithdrawn });
  return done;
}
