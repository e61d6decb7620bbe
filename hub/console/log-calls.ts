import { createHmac, hkdfSync } from 'node:crypto';
import { MAY } from '../../shared/console/abilities.ts';
import type { ConsoleAsk } from '../../shared/console/calls.ts';
import type { LogFilter } from '../../shared/console/log.ts';
import type { Counts, Overview, OverviewAsk } from '../../shared/console/overview.ts';
import type { PersonAsk } from '../../shared/console/person.ts';
import { cardholder, personKeyInput } from '../../shared/credential/person.ts';
import { isResidentId } from '../../shared/id-card/id-number.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { venueKeyOf } from '../crypto.ts';
import type { Hub } from '../hub.ts';
import { listVenues } from '../store/account-list.ts';
import { changeAccounts } from '../store/accounts.ts';
import { countDone, note, noteOnce, type About } from '../store/audit.ts';
import { doneBy, venueOf, type Asker, type ConsoleHandlers } from './asking.ts';

type Log = 'facets' | 'list' | 'count' | 'detail' | 'overview' | 'person:find';

/** What is seen of entries: always those of the asker's own venue. */
export function logCalls(hub: Hub): Pick<ConsoleHandlers, Log> {
  const { consoleData: data } = hub;
  return {
    facets: (asker) => ofVenue(asker, async (venue) => ok(await data.facets(venue))),
    list: (asker, ask) => ofVenue(asker, (venue) => list(hub, asker, venue, ask)),
    count: (asker, { filter }) =>
      ofVenue(asker, async (venue) => {
        await noteLook(hub, asker, venue, filter);
        return ok(await data.count(venue, filter));
      }),
    detail: (asker, { id }) => ofVenue(asker, (venue) => readDetail(hub, asker, venue, id)),
    overview: async (asker, ask) => {
      const { venue, role } = asker.account;
      return ok(
        venue === null ? await kiosksOfAll(hub, ask) : await data.overview(venue, ask, MAY[role].includes('kiosks')),
      );
    },
    'person:find': (asker, ask) => ofVenue(asker, (venue) => findPerson(hub, asker, venue, ask)),
  };
}

async function ofVenue<T, F extends string>(
  asker: Asker,
  run: (venue: string) => Promise<Result<T, F>>,
): Promise<Result<T, F | 'not-allowed'>> {
  const venue = venueOf(asker);
  return venue.ok ? run(venue.value) : venue;
}

/** What was asked about; of a name only a mark, by which looks for one name are told from those for another. */
export function aboutFilter(hub: Pick<Hub, 'secrets'>, venue: string, { maskedName, ...filter }: LogFilter): About {
  const asked = Object.entries(filter).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(asked), ...(maskedName === null ? {} : { byName: markOf(hub, venue, maskedName) }) };
}

/** Of an HMAC, in hexadecimal: enough to tell some thousand names apart, and under a key that the database has not. */
const MARK_LENGTH = 8;

function markOf({ secrets }: Pick<Hub, 'secrets'>, venue: string, maskedName: string): string {
  const key = hkdfSync('sha256', secrets.venueMaster, '', 'digital-sentinel looks by name v1', 32);
  const hmac = createHmac('sha256', Buffer.from(key)).update(JSON.stringify([venue, maskedName]));
  return hmac.digest('hex').slice(0, MARK_LENGTH);
}

async function list(
  hub: Hub,
  asker: Asker,
  venue: string,
  ask: ConsoleAsk<'list'>,
): ReturnType<ConsoleHandlers['list']> {
  await noteLook(hub, asker, venue, ask.filter);
  return ok(await hub.consoleData.list(venue, ask));
}

/** Wherever a page begins, for whoever asks may begin anywhere; and a number is a look too. */
function noteLook(hub: Hub, asker: Asker, venue: string, filter: LogFilter): Promise<void> {
  return noteOnce(hub.database.store, doneBy(asker, 'log-looked-at', aboutFilter(hub, venue, filter)), asker.now);
}

async function readDetail(
  { database, consoleData }: Hub,
  asker: Asker,
  venue: string,
  id: string,
): ReturnType<ConsoleHandlers['detail']> {
  const detail = await consoleData.detail(venue, id);
  if (detail === null) return fail('not-found');
  await note(database.store, doneBy(asker, 'entry-looked-at', { entry: id }), asker.now);
  return ok(detail);
}

const NONE: Counts = { admit: 0, refer: 0, refuse: 0 };

/** How the kiosks of all venues are, and nothing of anybody's entries: what IT sees that is of no venue. */
async function kiosksOfAll({ database, consoleData, nowMs }: Hub, ask: OverviewAsk): Promise<Overview> {
  const kiosks: NonNullable<Overview['kiosks']> = [];
  for (const venue of await listVenues(database.store)) {
    const { kiosks: known } = await consoleData.overview(venue, { ...ask, gate: null }, true);
    kiosks.push(...(known ?? []).map((kiosk) => ({ ...kiosk, gate: `${venue} · ${kiosk.gate}` })));
  }
  const nothing = { now: NONE, today: NONE, weekBefore: null, hours: [], reasons: [], gates: [], meanMs: null };
  const unknown = { policyAgeSeconds: null, policyUnknownSince: null, unsent: null };
  return { atMs: nowMs(), ...nothing, occupancy: null, kiosks, ...unknown };
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Looked for by one account: whoever tries numbers to see who was there is done after these. */
const PER_MINUTE = 10;
const PER_DAY = 60;

/**
 * The journal's name for whoever has this ID number, under the venue's key. @returns `number-wrong`: nobody can have it
 *
 * @param number which is nowhere else from here on
 */
export function keyOfNumber(
  { secrets }: Pick<Hub, 'secrets'>,
  venue: string,
  number: string,
): Result<Buffer, 'number-wrong'> {
  if (!isResidentId(number)) return fail('number-wrong');
  const key = venueKeyOf(secrets.venueMaster, venue);
  return ok(
    createHmac('sha256', key)
      .update(personKeyInput(cardholder(number)))
      .digest(),
  );
}

async function findPerson(
  hub: Hub,
  asker: Asker,
  venue: string,
  { number, reason, caseNumber, fromMs, untilMs }: PersonAsk,
): ReturnType<ConsoleHandlers['person:find']> {
  const { store } = hub.database;
  const { account, now } = asker;
  const key = keyOfNumber(hub, venue, number);
  if (!key.ok) return key;
  // Written before anything is looked for, and counted by what was written: no number of processes and restarts gives more.
  const about = { reason, caseNumber, fromMs, untilMs };
  const begun = await changeAccounts(store, account, async (tx) => {
    const done = (ms: number): Promise<number> =>
      countDone(tx, account.id, 'person-looked-for', new Date(now.getTime() - ms));
    if ((await done(MINUTE_MS)) >= PER_MINUTE || (await done(DAY_MS)) >= PER_DAY) return fail('too-many-requests');
    await note(tx, doneBy(asker, 'person-looked-for', about), now);
    return ok(null);
  });
  if (!begun.ok) return begun;
  const found = await hub.consoleData.ofPerson(venue, key.value, { fromMs, untilMs });
  await note(store, doneBy(asker, 'person-found', { caseNumber, rows: found.rows.length, isAll: found.isAll }), now);
  return ok(found);
}
