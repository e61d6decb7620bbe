import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Simulated } from '../electron/simulators/simulated.ts';
import { addDevice } from '../journeys/devices.ts';
import { writeFilm, type Shot } from '../journeys/film.ts';
import { journalRows, launchKiosk, type Kiosk } from '../journeys/kiosk.ts';
import { flatness, leftObjects, startWeighing, type Held, type Scales } from './memory.ts';
import { onWallClock, watchPainted } from './painted.ts';
import { queueOf, type Visitor, type Way } from './queue-people.ts';
import { watchQueue, type Seen, type Watch } from './queue-watch.ts';
import { percentile, type Row } from './rows.ts';

const MINUTES = { short: 1, long: 10 } as const;
const VISITORS_A_MINUTE = 30;
const EACH_MS = 2000;
/** One by each way. */
const ROUND = 3;
const ROUND_MS = ROUND * EACH_MS;
/** How long a phone is held before the camera. */
const HELD_SECONDS = 1;
/** Until all is watched that is to be. */
const BEFORE_SECONDS = 8;
/** After the last: the film must not begin anew. */
const AFTER_SECONDS = 40;
/** One who is not answered within this is missed. */
const PATIENCE_MS = 1500;
const WARM_UP_ROUNDS = 10;
/** After warming up nobody comes for so long, while the window's objects are weighed. */
const WEIGHING_SECONDS = 20;

/** As asked of each reader by itself. */
const TARGET_MS: Readonly<Record<Way, number>> = { camera: 120, scanner: 60, 'paper-and-card': 60 };
const FROM: Readonly<Record<Way, string>> = {
  camera: 'camera frame',
  scanner: "scanner's last byte",
  'paper-and-card': "last byte of the paper's card",
};

/** Thirty visitors a minute, by camera, scanner, and paper with its card, at a kiosk that speaks. */
export async function bench({ isLong = false }: { readonly isLong?: boolean } = {}): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-queue-'));
  try {
    return await letIn(folder, MINUTES[isLong ? 'long' : 'short']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Door {
  readonly kiosk: Kiosk;
  readonly watch: Watch;
  readonly scanner: Simulated;
  readonly card: Simulated;
}

/** When each visitor's last byte had left its device, by the masked name; of the camera's the window itself knows. */
type Presented = Map<string, number>;

async function letIn(folder: string, minutes: number): Promise<Row[]> {
  const visitors = await queueOf(minutes * VISITORS_A_MINUTE);
  const film = join(folder, 'visitors.mjpeg');
  await writeFilm(film, filmOf(visitors));
  const door = await openDoor(folder, film);
  try {
    const scales = await startWeighing(door.kiosk);
    const presented: Presented = new Map();
    const held: Held[] = [];
    const objectsMb: number[] = [];
    for (let i = 0; i < visitors.length; i += ROUND) {
      await goThrough(door, visitors.slice(i, i + ROUND), presented);
      held.push(await scales.held());
      if (isWeighedAfter(held.length, visitors)) objectsMb.push(await weighEmpty(door.kiosk, scales));
    }
    const seen = await door.watch();
    return [
      ...missedRows(visitors, seen, journalRows(door.kiosk.directory)),
      ...latencyRows(visitors, seen, presented),
      // In one minute all is still growing that is to be kept.
      ...(minutes === MINUTES.long ? flatness(held.slice(WARM_UP_ROUNDS)) : []),
      ...leftObjects(objectsMb),
    ];
  } finally {
    await door.kiosk.app.close();
    await Promise.all([door.scanner.stop(), door.card.stop()]);
  }
}

function filmOf(visitors: readonly Visitor[]): Shot[] {
  const shots = visitors
    .filter(({ way }) => way === 'camera')
    .flatMap(({ text }, i) => [
      { codes: [text], seconds: HELD_SECONDS },
      {
        codes: [],
        seconds: ROUND_MS / 1000 - HELD_SECONDS + (isWeighedAfter(i + 1, visitors) ? WEIGHING_SECONDS : 0),
      },
    ]);
  return [{ codes: [], seconds: BEFORE_SECONDS }, ...shots, { codes: [], seconds: AFTER_SECONDS }];
}

/** Objects are weighed twice, after warming up and after the last, where there is something between the two. */
function isWeighedAfter(rounds: number, { length }: readonly Visitor[]): boolean {
  const last = length / ROUND;
  return last > WARM_UP_ROUNDS && (rounds === WARM_UP_ROUNDS || rounds === last);
}

/** With nobody on the screen: what it shows of a visitor is 1 % of all. */
async function weighEmpty({ page }: Kiosk, scales: Scales): Promise<number> {
  await page.waitForSelector('[data-serial]', { state: 'detached' });
  return scales.objects();
}

async function openDoor(folder: string, film: string): Promise<Door> {
  const profile = join(folder, 'profile');
  const how = ['--baud', '115200'];
  const card = await addDevice({ profile, role: 'id-card', link: join(folder, 'card'), simulated: ['--demo'] });
  const scanner = await addDevice({ profile, role: 'scanner', link: join(folder, 'scanner'), simulated: how, how });
  const kiosk = await launchKiosk(film, profile, {});
  await watchPainted(kiosk);
  const watch = await watchQueue(kiosk);
  for (const id of ['id-card-1', 'scanner-1'])
    await kiosk.page.waitForSelector(`[data-device="${id}"][data-state="ready"]`);
  const { settings } = await kiosk.page.evaluate(async () => {
    const { status } = await (globalThis as unknown as Window).sentinel.call('state:read', null);
    return status;
  });
  if (!settings.hasVoice || settings.volume === 0) throw new Error('the kiosk does not speak');
  return { kiosk, watch, scanner, card };
}

/** The film sets the pace: the others of a round come 2 s and 4 s after the one before the camera was seen. */
async function goThrough(
  { watch, scanner, card }: Door,
  round: readonly Visitor[],
  presented: Presented,
): Promise<void> {
  const [first, second, third] = round;
  if (first === undefined || second === undefined || third === undefined) throw new Error('a round is of three');
  await decided(watch, first, ROUND_MS + Math.max(BEFORE_SECONDS, WEIGHING_SECONDS) * 1000);
  const startedAt = performance.now();
  await wait(EACH_MS);
  scanner.tell({ text: second.text });
  presented.set(second.masked, onWallClock((await scanner.until('scanned')).ms));
  await wait(startedAt + 2 * EACH_MS - performance.now());
  scanner.tell({ text: third.text });
  await scanner.until('scanned');
  await isSeen(watch, ({ masked, kind }) => masked === third.masked && kind === 'needs', PATIENCE_MS);
  card.tell({ do: 'lay', card: { name: third.name, documentNumber: third.documentNumber } });
  presented.set(third.masked, onWallClock((await card.until('answered', { what: 'read', status: '90' })).ms));
  await decided(watch, third, PATIENCE_MS);
  card.tell({ do: 'lift' });
  // The reader must have seen that it is gone.
  for (let looks = 0; looks < 2; looks += 1) await card.until('answered', { what: 'find', status: '80' });
}

function decided(watch: Watch, { masked: whose }: Visitor, withinMs: number): Promise<boolean> {
  return isSeen(watch, ({ masked, kind }) => masked === whose && kind === 'decision', withinMs);
}

/** Asked from here and not waited for in the window, where each wait would leave something behind. */
async function isSeen(watch: Watch, which: (seen: Seen) => boolean, withinMs: number): Promise<boolean> {
  const untilMs = performance.now() + withinMs;
  while (performance.now() < untilMs) {
    if ((await watch()).some(which)) return true;
    await wait(50);
  }
  return false;
}

function missedRows(
  visitors: readonly Visitor[],
  seen: readonly Seen[],
  entries: ReturnType<typeof journalRows>,
): Row[] {
  const decisions = seen.filter(({ kind }) => kind === 'decision');
  const isOnce = (verdicts: readonly unknown[], { verdict }: Visitor): boolean =>
    verdicts.length === 1 && verdicts[0] === verdict;
  const missed = visitors.filter((visitor) => {
    const shown = decisions.filter(({ masked }) => masked === visitor.masked).map(({ verdict }) => verdict);
    const kept = entries.filter((row) => row['masked_name'] === visitor.masked).map((row) => row['verdict']);
    return !isOnce(shown, visitor) || !isOnce(kept, visitor);
  });
  const names = new Set<unknown>(visitors.map(({ masked }) => masked));
  const strangers = entries.filter((row) => !names.has(row['masked_name']));
  return [
    {
      name: 'visitors without exactly one verdict on the screen and the same in the journal',
      value: missed.length,
      unit: `of ${visitors.length}`,
      target: { atMost: 0 },
      note: `one each ${EACH_MS / 1000} s; every tenth is refused, but for those with a paper`,
    },
    { name: 'entries in the journal', value: entries.length, unit: '' },
    { name: 'entries of nobody who came', value: strangers.length, unit: '', target: { atMost: 0 } },
  ];
}

function latencyRows(visitors: readonly Visitor[], seen: readonly Seen[], presented: Presented): Row[] {
  const decisions = seen.filter(({ kind }) => kind === 'decision');
  return (['camera', 'scanner', 'paper-and-card'] as const).flatMap((way) => {
    const ms = visitors
      .filter((visitor) => visitor.way === way)
      .flatMap(({ masked: whose }) => {
        const decision = decisions.find(({ masked }) => masked === whose);
        const from = presented.get(whose) ?? decision?.frameAt ?? null;
        return decision === undefined || from === null ? [] : [decision.paintedAt - from];
      });
    const name = `${FROM[way]} → verdict on screen`;
    return [
      { name: `${name}, p50`, value: percentile(ms, 0.5), unit: 'ms', note: `${ms.length} visitors` },
      { name: `${name}, p99`, value: percentile(ms, 0.99), unit: 'ms', target: { atMost: TARGET_MS[way] } },
      { name: `${name}, slowest`, value: Math.max(...ms), unit: 'ms' },
    ];
  });
}
