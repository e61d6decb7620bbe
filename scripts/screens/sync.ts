import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newKeyPair } from '../../electron/key-pair.ts';
import { installEnrolment } from '../../electron/sync/enrolment.ts';
import { PATHS } from '../../shared/wire.ts';
import { startFaultProxy, type Fault } from '../../tests/electron/sync/fault-proxy.ts';
import { startStubHub, type StubHub, type StubRefusal } from '../../tests/electron/sync/stub-hub.ts';
import { writeFilm } from '../../tests/journeys/film.ts';
import { launchKiosk } from '../../tests/journeys/kiosk.ts';
import { NOW } from '../../tests/journeys/now.ts';
import { manyTexts } from '../../tests/journeys/visitors.ts';
import { openRulesSheet } from './demo.ts';
import { sendAway, type Meet } from './meet.ts';

/** How it may stand with the hub: what is done to requests, and what a guard's screen says then. */
interface State {
  readonly name: string;
  /** Of the network. */
  readonly fault?: Fault;
  /** Of the hub, to whatever it is asked on these paths. */
  readonly refusal?: StubRefusal;
  readonly on?: readonly string[];
  /** What is there once the state is reached. */
  readonly shows: string;
}

const POSTS = [PATHS.chain, PATHS.entries, PATHS.heartbeat];
const line = (state: string): string => `[data-part="hub"][data-state="${state}"]`;
const problem = (name: string): string => `[data-problem="${name}"]`;

/** In this order: a fork stays until the app ends, and a revocation is told before it. */
const STATES: readonly State[] = [
  { name: 'online', shows: line('online') },
  { name: 'offline', fault: 'drop-request', shows: line('offline') },
  { name: 'not-the-hub', fault: 'html-200', shows: problem('answer-not-of-the-hub') },
  { name: 'unknown', refusal: { status: 401, fault: 'kiosk-unknown' }, on: POSTS, shows: problem('kiosk-unknown') },
  { name: 'sending', refusal: { status: 503, fault: 'hub-busy' }, on: [PATHS.entries], shows: line('sending') },
  { name: 'forked', refusal: { status: 409, fault: 'fork' }, on: [PATHS.entries], shows: problem('chain-forked') },
  { name: 'revoked', refusal: { status: 403, fault: 'kiosk-revoked' }, on: POSTS, shows: problem('kiosk-revoked') },
];

/** As many as nobody is near the end of. */
const ALWAYS = 10_000;

/** Visitors before each state: while the hub is busy more wait than are on their way at any time. */
const VISITORS = 6;

/** Has a kiosk meet each state of sync; where all is well, also the page that says which hub. */
export async function meetSyncStates(folder: string, window: string, meet: Meet): Promise<void> {
  const texts = await manyTexts(VISITORS * STATES.length);
  const hub = await startStubHub();
  hub.hubAheadMs = Date.parse(NOW) - Date.now();
  let fault: Fault | null = null;
  const proxy = await startFaultProxy(
    () => hub.url,
    () => fault,
  );
  const [profile, film] = [join(folder, 'synced'), join(folder, 'synced.mjpeg')];
  await enrolDemo(join(profile, 'demo'), proxy.url, hub.key);
  await writeFilm(film, [{ codes: [], seconds: 1 }]);
  const kiosk = await launchKiosk(film, profile, { window });
  // One after the other: who was just there is not asked again.
  let next = 0;
  const come = async (): Promise<void> => {
    for (const end = next + VISITORS; next < end; next += 1) await kiosk.submit(texts[next] ?? '');
    await sendAway(kiosk);
  };
  for (const state of STATES) {
    fault = state.fault ?? null;
    refuse(hub, state);
    if (state.name !== 'online') await come();
    await kiosk.page.waitForSelector(state.shows, { timeout: 60_000 });
    await meet(state.name, kiosk);
    if (state.name !== 'online') continue;
    await openRulesSheet(kiosk);
    await meet('rules', kiosk);
    await sendAway(kiosk);
  }
  await kiosk.app.close();
  await proxy.close();
  await hub.close();
}

function refuse({ refusals }: StubHub, { refusal, on = [] }: State): void {
  refusals.clear();
  if (refusal === undefined) return;
  for (const path of on) refusals.set(path, Array<StubRefusal>(ALWAYS).fill(refusal));
}

/** Has a demo kiosk enrolled at a hub that is none of the demo's. */
export async function enrolDemo(directory: string, hub: string, hubKey: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const root = await readFile(join(import.meta.dirname, '..', '..', 'resources', 'policy', 'root.json'));
  installEnrolment(directory, {
    ...{ endsJournal: null, keysBefore: [], provision: null },
    hubFile: { hub, hubKey, kiosk: 'demo-kiosk', venue: '人民广场商场', gate: 'north' },
    kioskKey: newKeyPair('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }),
    venueKey: randomBytes(32),
    policyRoot: root,
  });
}
