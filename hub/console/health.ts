import { isMild } from '../../shared/console/kiosk-state.ts';
import type { KioskHealth } from '../../shared/console/overview.ts';
import { freshnessOf } from '../../shared/policy/staleness.ts';
import type { Report } from '../../shared/wire.ts';
import type { Store } from '../store/schema.ts';
import { behindOf, openWanted } from './behind.ts';

/** A kiosk says how it is every 5 s: twelve times in a row are no mere bad moment of the network. */
export const SILENT_AFTER_MS = 60_000;
/** As kiosks judge their own clocks. */
const CLOCK_OFF_SECONDS = 120;

/** How each kiosk is by its last word, in the order of their gates; one whose place another has taken is not told. */
export async function readHealth(
  store: Store,
  venue: string,
  gate: string | null,
  nowMs: number,
): Promise<KioskHealth[]> {
  let query = store
    .selectFrom('kiosk')
    .leftJoin('kiosk_report', (join) =>
      join.onRef('kiosk_report.kiosk', '=', 'kiosk.id').onRef('kiosk_report.venue', '=', 'kiosk.venue'),
    )
    .select(['id', 'gate', 'revoked_at', 'retired_at', 'retirement', 'heard_at', 'report'])
    .where('kiosk.venue', '=', venue)
    .where('succeeded_by', 'is', null)
    .where('is_phones', '=', false)
    .orderBy('gate')
    .orderBy('id');
  if (gate !== null) query = query.where('gate', '=', gate);
  const rows = await query.execute();
  const wantedAt = await openWanted(store, venue);
  return rows.map(({ id, revoked_at, retired_at, retirement, heard_at, report, ...row }) => ({
    kiosk: id,
    gate: row.gate,
    isRevoked: revoked_at !== null,
    isRetired: retired_at !== null,
    heardAt: heard_at?.toISOString() ?? null,
    // What it says at its end is later than its last word before.
    unsent: (retirement ?? report)?.unsent ?? null,
    policyVersion: report?.policyVersion ?? null,
    // By its last word: what has become of it since then nobody knows.
    policyAgeSeconds: isSilent(heard_at?.getTime() ?? null, nowMs) ? null : (report?.policyAgeSeconds ?? null),
    // Nothing of what was revoked is to be put right.
    problems:
      revoked_at !== null
        ? []
        : [
            ...problemsOf(report, heard_at?.getTime() ?? null, nowMs),
            ...behindOf(report, wantedAt({ venue, gate: row.gate })),
          ],
  }));
}

/** Whether nothing was heard of it for so long that nobody knows what has become of it. */
export function isSilent(heardMs: number | null, nowMs: number): boolean {
  return heardMs === null || nowMs - heardMs > SILENT_AFTER_MS;
}

/** Since when of some kiosk nobody knows what rules it judges by: the last word of the one that has been silent longest. */
export function unknownSince(list: readonly KioskHealth[], nowMs: number): string | null {
  const silent = list.flatMap(({ isRevoked, heardAt }) =>
    isRevoked || heardAt === null || !isSilent(Date.parse(heardAt), nowMs) ? [] : [heardAt],
  );
  return silent.toSorted()[0] ?? null;
}

/** The oldest rules that any kiosk judges by, of those that are heard. */
export function ageOf(list: readonly KioskHealth[]): number | null {
  return known(list, ({ policyAgeSeconds }) => policyAgeSeconds).reduce(
    (oldest: number | null, age) => Math.max(oldest ?? age, age),
    null,
  );
}

export function unsentOf(list: readonly KioskHealth[]): number | null {
  return known(list, ({ unsent }) => unsent).reduce((sum: number | null, one) => (sum ?? 0) + one, null);
}

function known(list: readonly KioskHealth[], of: (health: KioskHealth) => number | null): number[] {
  return list.filter(({ isRevoked }) => !isRevoked).flatMap((health) => of(health) ?? []);
}

/** States in which there is nothing to be told of. */
const CALM: ReadonlySet<string> = new Set(['ok', 'starting', 'running', 'ready']);

/**
 * Codes of what is wrong, worst first: `never-heard` or `silent`; `journal-STATE`, `sync-FAULT`, `rules-missing`, `rules-old`,
 * `rules-ageing`, `clock-off`, `camera-STATE`, `KIND-STATE` of what stands beside the kiosk, and `guards-STATE`, in the
 * kiosk's own words for each (docs/wire.md).
 */
export function problemsOf(report: Report | null, heardMs: number | null, nowMs: number): string[] {
  if (report === null || heardMs === null) return ['never-heard'];
  const { journal, camera, readers, guards, syncFault, clockOffsetSeconds: offset } = report;
  const told = [
    ...(isSilent(heardMs, nowMs) ? ['silent'] : []),
    ...inState('journal', journal),
    ...(syncFault === null || syncFault === undefined ? [] : [`sync-${syncFault}`]),
    ...rulesOf(report),
    ...(offset !== null && Math.abs(offset) > CLOCK_OFF_SECONDS ? ['clock-off'] : []),
    ...inState('camera', camera),
    ...readers.flatMap(({ kind, state }) => inState(kind, state)),
    ...(guards === undefined ? [] : inState('guards', guards)),
  ];
  const once = [...new Set(told)];
  return [...once.filter((code) => !isMild(code)), ...once.filter(isMild)];
}

function inState(what: string, state: string): string[] {
  return CALM.has(state) ? [] : [`${what}-${state}`];
}

function rulesOf({ policyVersion, policyAgeSeconds }: Report): string[] {
  if (policyVersion === null) return ['rules-missing'];
  const freshness = policyAgeSeconds === null ? 'fresh' : freshnessOf(policyAgeSeconds);
  return freshness === 'fresh' ? [] : [`rules-${freshness}`];
}
