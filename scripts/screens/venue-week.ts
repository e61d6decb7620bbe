import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../hub/store/open.ts';
import type { Entry } from '../../shared/journal.ts';
import { numbers, personKey } from '../../tests/hub/console/venues.ts';
import { makeChainOf, slice } from '../../tests/hub/journal.ts';
import { deliver, insertKiosk } from '../../tests/hub/store/delivering.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Visitors at a gate within an hour of the day, of the busiest; a mall that opens at ten. */
const BY_HOUR = [0, 0, 0, 0, 0, 0, 1, 6, 14, 22, 48, 66, 71, 58, 44, 40, 46, 63, 82, 77, 52, 21, 4, 0];
/** How many of them come to each gate, in per cent; who leaves, leaves by the last. */
const GATES = [
  ['南门', 100, null],
  ['北门', 64, null],
  ['地下车库', 41, null],
  ['西门出口', 150, 'out'],
] as const;
/** As many as are sent at a time. */
const BATCH = 500;
const SURNAMES = ['张', '李', '王', '陈', '刘', '杨', '黄', '周', '吴', '徐'];

/** Of a hundred visitors so many; who is refused and referred, and why. */
const EVENTS: readonly (readonly [share: number, Partial<Entry>])[] = [
  [84, { verdict: 'admit', reasons: ['all-checks-passed'] }],
  [5, { verdict: 'admit', reasons: ['all-checks-passed', 'checked-online'], source: 'id-card', format: 'id-card' }],
  [4, { verdict: 'refuse', reasons: ['test-too-old'] }],
  [2, { verdict: 'refer', reasons: ['test-too-old', 'colour-missing'], source: 'serial' }],
  [2, { verdict: 'refer', reasons: ['expired'] }],
  [1, { verdict: 'refuse', reasons: ['colour-red'], colour: 'red' }],
  [2, { type: 'manual', verdict: 'admit', reasons: ['child'], source: null, guard: 'G07', format: null, colour: null }],
];

/** Fills a venue with today, until now, and the same day a week before; made-up people all. */
export async function fillWeek(database: Database, venue: string, nowMs: number): Promise<void> {
  const any = numbers(20_220_513);
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  for (const [i, [gate, share, lane]] of GATES.entries()) {
    const kiosk = await insertKiosk(database, venue, gate);
    const days = [
      [midnight - 7 * DAY_MS, Infinity],
      [midnight, nowMs],
    ] as const;
    const moments = days.flatMap(([from, until]) => momentsOf(from, share, any).filter((ms) => ms < until));
    const { batch } = makeChainOf(moments.map((epochMs) => visitor(epochMs, lane, any)));
    for (let from = 0; from < batch.entries.length; from += BATCH) {
      await deliver(database, kiosk, slice(batch, from, from + BATCH), nowMs);
    }
    const report = {
      ...{ appVersion: '0.1.0', policyVersion: 1, policyAgeSeconds: 5400 + 600 * i, clockOffsetSeconds: 0 },
      ...{ unsent: 0, journal: 'ok', camera: 'running', readers: [{ kind: 'scanner', state: 'ready' }] },
      ...{ keysAtRest: 'system', settingsVersion: 0, syncFault: null },
    };
    await sql`insert into kiosk_report (venue, kiosk, heard_at, report)
      values (${venue}, ${kiosk.id}, ${new Date(nowMs)}, ${JSON.stringify(report)})`.execute(database.store);
  }
}

function momentsOf(fromMs: number, share: number, any: (below: number) => number): number[] {
  const moments = BY_HOUR.flatMap((visitors, hour) =>
    Array.from(
      { length: Math.round((visitors * 3 * share) / 100) + any(5) },
      () => fromMs + hour * HOUR_MS + any(HOUR_MS),
    ),
  );
  return moments.toSorted((a, b) => a - b);
}

function visitor(epochMs: number, lane: 'out' | null, any: (below: number) => number): Partial<Entry> {
  let left = any(100);
  const [, event] = EVENTS.find(([share]) => (left -= share) < 0) ?? [0, {}];
  return {
    ...{ id: randomUUID(), epochMs, lane, durationMs: 5 + any(40) },
    offsetMinutes: -new Date(epochMs).getTimezoneOffset(),
    ...{ maskedName: `${SURNAMES[any(SURNAMES.length)] ?? ''}${'*'.repeat(1 + any(2))}` },
    ...{ personKey: personKey(String(any(5000))), sealed: null },
    ...(lane === 'out' ? { verdict: 'admit', reasons: ['all-checks-passed'] } : event),
  };
}
