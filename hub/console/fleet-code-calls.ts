import type { ConsoleAsk } from '../../shared/console/calls.ts';
import { fail, ok } from '../../shared/result.ts';
import type { Hub } from '../hub.ts';
import { makeCodes } from '../new-codes.ts';
import { changeAccounts } from '../store/accounts.ts';
import { note } from '../store/audit.ts';
import { listCodes, withdrawCode } from '../store/codes.ts';
import { doneBy, type Asker, type ConsoleHandlers } from './asking.ts';
import { venueAsked } from './fleet-calls.ts';

type Codes = 'fleet:codes' | 'fleet:codes-make' | 'fleet:code-withdraw';

/** Of open ones and those of the last day: more than one of IT reads. */
const LISTED = 400;

/** One-time codes for kiosks that are set up, each told once. */
export function fleetCodeCalls(hub: Hub): Pick<ConsoleHandlers, Codes> {
  return {
    'fleet:codes': async (asker, ask) => {
      const venue = venueAsked(asker, ask.venue);
      if (!venue.ok) return venue;
      const which = { venue: venue.value, id: null, now: asker.now, limit: LISTED + 1 };
      const codes = await listCodes(hub.database.consoleStore, which);
      return ok({ codes: codes.slice(0, LISTED), isAll: codes.length <= LISTED });
    },
    'fleet:codes-make': (asker, ask) => make(hub, asker, ask),
    'fleet:code-withdraw': (asker, { id }) => withdraw(hub, asker, id),
  };
}

/** A venue may be a new one where somebody over all of them names it: its first kiosk is set up by this code. */
async function make(
  hub: Hub,
  asker: Asker,
  { gates, lifeSeconds, ...ask }: ConsoleAsk<'fleet:codes-make'>,
): ReturnType<ConsoleHandlers['fleet:codes-make']> {
  const asked = venueAsked(asker, ask.venue);
  if (!asked.ok) return asked;
  const { value: venue } = asked;
  if (venue === null) return fail('ask-malformed');
  const { account, now } = asker;
  return changeAccounts(hub.database.store, account, async (tx) => {
    const codes = await makeCodes(hub, { venue, gates, lifeSeconds, madeBy: account.id }, tx);
    const [first] = codes;
    if (first === undefined) return fail('ask-malformed');
    const about = { ...(codes.length === 1 ? { gate: first.gate } : {}), codes: codes.length };
    const untilMs = Date.parse(first.expiresAt);
    await note(tx, { ...doneBy(asker, 'enrolment-codes-made', { ...about, untilMs }), venue }, now);
    return ok({ codes });
  });
}

async function withdraw(hub: Hub, asker: Asker, id: string): ReturnType<ConsoleHandlers['fleet:code-withdraw']> {
  const { account, now } = asker;
  return changeAccounts(hub.database.store, account, async (tx) => {
    if (!(await withdrawCode(tx, { venue: account.venue, id }, now))) return fail('not-found');
    const [code] = await listCodes(tx, { venue: account.venue, id, now, limit: 1 });
    if (code === undefined) throw new Error('a code that was just withdrawn is gone');
    const { venue, gate } = code;
    await note(tx, { ...doneBy(asker, 'enrolment-code-withdrawn', { gate }), venue }, now);
    return ok(code);
  });
}
