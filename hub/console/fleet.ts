import type { FleetAsk, FleetKiosk, FleetPage, FleetPlace } from '../../shared/console/fleet.ts';
import { badnessOf, kioskStateOf } from '../../shared/console/kiosk-state.ts';
import { openPinless } from '../store/guards.ts';
import type { Store } from '../store/schema.ts';
import { behindOf, guardsOf, openWanted, type Wanted } from './behind.ts';
import { isSilent, problemsOf } from './health.ts';

/** Read at once, so that others are answered between: of ten thousand reports the JSON alone takes a while. */
const PIECE = 1000;

/** Which kiosks are read; one whose place another has taken is none of them. */
interface Which {
  /** `null`: of all venues. */
  readonly venue: string | null;
  /** One alone; `null`: all. */
  readonly id: string | null;
}

/** Every kiosk by its last word, in the order of their ids. */
export async function readFleet(store: Store, { venue, id }: Which, nowMs: number): Promise<FleetKiosk[]> {
  const wantedAt = await openWanted(store, venue);
  const pinlessAt = await openPinless(store, venue);
  const all: FleetKiosk[] = [];
  for (let after: string | null = null; ;) {
    const rows: Row[] = await kiosks(store, { venue, id, after }).execute();
    for (const row of rows) all.push({ ...kioskOf(row, wantedAt(row), nowMs), pinless: pinlessAt(row) });
    after = rows.at(-1)?.id ?? null;
    if (after === null || rows.length < PIECE) return all;
  }
}

function kiosks(store: Store, { venue, id, after }: Which & { readonly after: string | null }) {
  let query = store
    .selectFrom('kiosk')
    .leftJoin('kiosk_report', (join) =>
      join.onRef('kiosk_report.kiosk', '=', 'kiosk.id').onRef('kiosk_report.venue', '=', 'kiosk.venue'),
    )
    .select(['id', 'kiosk.venue', 'gate', 'enrolled_at', 'revoked_at', 'revoked_because', 'retired_at', 'retirement'])
    .select(['heard_at', 'report'])
    .where('succeeded_by', 'is', null)
    // Phones say nothing of how they are.
    .where('is_phones', '=', false)
    .orderBy('id')
    .limit(PIECE);
  if (venue !== null) query = query.where('kiosk.venue', '=', venue);
  if (id !== null) query = query.where('id', '=', id);
  return after === null ? query : query.where('id', '>', after);
}

type Row = Awaited<ReturnType<ReturnType<typeof kiosks>['execute']>>[number];

function kioskOf(row: Row, wanted: Wanted, nowMs: number): Omit<FleetKiosk, 'pinless'> {
  const { id, venue, gate, report, heard_at: heardAt } = row;
  const heardMs = heardAt?.getTime() ?? null;
  const isRevoked = row.revoked_at !== null;
  const retired = retiredOf(row);
  // Nothing of what was revoked is to be put right. What is mild comes last as it is.
  const problems = isRevoked ? [] : [...problemsOf(report, heardMs, nowMs), ...behindOf(report, wanted)];
  return {
    ...{ kiosk: id, venue, gate, problems, guards: guardsOf(report, wanted) },
    state: kioskStateOf({ isRevoked, isRetired: retired !== null, problems }),
    heardAt: heardAt?.toISOString() ?? null,
    // What it says at its end is later than its last word before.
    unsent: (retired ?? report)?.unsent ?? null,
    appVersion: report?.appVersion ?? null,
    policyVersion: report?.policyVersion ?? null,
    policyAgeSeconds: isSilent(heardMs, nowMs) ? null : (report?.policyAgeSeconds ?? null),
    settings: { inForce: report?.settingsVersion ?? null, wanted: wanted.settings },
    keysAtRest: report?.keysAtRest ?? null,
    enrolledAt: row.enrolled_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedBecause: row.revoked_because,
    retired,
  };
}

function retiredOf({ retired_at: at, retirement }: Pick<Row, 'retired_at' | 'retirement'>): FleetKiosk['retired'] {
  return at === null || retirement === null ? null : { at: at.toISOString(), ...retirement };
}

/** How much of what, the first being the least; what nobody knows comes first. */
const KEYS: Readonly<Record<FleetAsk['order'], (kiosk: FleetKiosk) => number>> = {
  worst: ({ revokedAt, retired, problems }) =>
    badnessOf({ isRevoked: revokedAt !== null, isRetired: retired !== null, problems }),
  gate: () => 0,
  heard: ({ heardAt }) => (heardAt === null ? 0 : Date.parse(heardAt)),
  unsent: ({ unsent }) => -(unsent ?? 0),
  rules: ({ policyAgeSeconds }) => -(policyAgeSeconds ?? Number.MAX_SAFE_INTEGER),
};

function placeOf({ kiosk, venue, gate, ...rest }: FleetKiosk, order: FleetAsk['order']): FleetPlace {
  return { key: KEYS[order]({ kiosk, venue, gate, ...rest }), venue, gate, kiosk };
}

function compare(a: FleetPlace, b: FleetPlace): number {
  return a.key - b.key || inOrder(a.venue, b.venue) || inOrder(a.gate, b.gate) || inOrder(a.kiosk, b.kiosk);
}

/** By their code points: ten thousand by a language's rules take as long as all else. */
function inOrder(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** A page of what is asked for. @param all kiosks of the venue, or of all. @returns all of a page but which venues there are */
export function pageOf(all: readonly FleetKiosk[], ask: FleetAsk): Omit<FleetPage, 'venues' | 'gates' | 'atMs'> {
  const { state, order, after, limit } = ask;
  const among = all.filter((kiosk) => isAsked(kiosk, ask));
  const counts = { red: 0, amber: 0, green: 0, revoked: 0, retired: 0 };
  for (const kiosk of among) counts[kiosk.state] += 1;
  const placed = among
    .filter((kiosk) => state === null || kiosk.state === state)
    .map((kiosk) => ({ kiosk, place: placeOf(kiosk, order) }))
    .sort((a, b) => compare(a.place, b.place));
  const first = after === null ? 0 : placed.findIndex(({ place }) => compare(place, after) > 0);
  const from = first === -1 ? placed.length : first;
  const page = placed.slice(from, from + limit);
  const isMore = from + limit < placed.length;
  return { rows: page.map(({ kiosk }) => kiosk), next: isMore ? (page.at(-1)?.place ?? null) : null, counts };
}

function isAsked({ kiosk, venue, gate, appVersion }: FleetKiosk, ask: FleetAsk): boolean {
  if (ask.gate !== null && ask.gate !== gate) return false;
  const text = ask.text.trim().toLowerCase();
  return text === '' || [venue, gate, kiosk, appVersion ?? ''].some((it) => it.toLowerCase().includes(text));
}

/** More than anybody looks through: of so many one is found by its text. */
const MOST_GATES = 500;

/** By name; none where there are too many to choose from. */
export function gatesOf(all: readonly FleetKiosk[]): string[] {
  const gates = [...new Set(all.map(({ gate }) => gate))];
  return gates.length > MOST_GATES ? [] : gates.sort(inOrder);
}
