import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../../resources/voice/manifest.json' with { type: 'json' };
import { SOUNDS } from '../../renderer/ui/sound.ts';
import { builtInReason } from '../../shared/reasons.ts';
import type { Simulated } from '../electron/simulators/simulated.ts';
import { addDevice } from '../journeys/devices.ts';
import { writeFilm } from '../journeys/film.ts';
import { launchKiosk, type Kiosk } from '../journeys/kiosk.ts';
import { manyTexts } from '../journeys/visitors.ts';
import { onWallClock, paintedSoFar, watchPainted } from './painted.ts';
import { percentile, type Row, type Target } from './rows.ts';
import { copyWithTap, sounded, tapListens, type Latency, type Sounded, type Tapped } from './sound-tap.ts';

const VISITORS = 100;
const PLAYS = 60;
/** Each code is held up for half of it; the first word comes 0.5 s after the first note. */
const SECONDS_EACH = 1.2;
/** A baud rate of which nothing is to be felt. */
const BAUD = 115_200;

/** The eye and the ear take for one what is not further apart. */
const WITH_THE_PICTURE: Target = { atMost: 100 };
/** A guard looks up at what a visitor has just done. */
const AT_ONCE: Target = { atMost: 300 };

/** One visitor who was seen and heard; all on the wall clock, in milliseconds. */
interface Heard {
  /** The camera gave the frame, or the scanner's last byte had left it. */
  readonly presentedAt: number;
  readonly paintedAt: number;
  readonly toneAt: number;
  readonly wordAt: number;
  /** Seconds from the first note to the first word, by the sound's own clock. */
  readonly apart: number;
}

/** What `renderer/kiosk/timing.ts` notes of each outcome. */
type Measured = Omit<PerformanceMeasure, 'detail'> & { readonly detail: { readonly serial: number } };

/** From a code to the first sample that leaves the app for the loudspeaker. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-sound-'));
  try {
    return await measure(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<Row[]> {
  const texts = await manyTexts(2 * VISITORS);
  const film = join(folder, 'visitors.mjpeg');
  await writeFilm(film, [
    // Until all is watched that is to be, and no visitor is there any more when scanners are.
    { codes: [], seconds: 8 },
    ...texts.slice(0, VISITORS).flatMap((text) => [
      { codes: [text], seconds: SECONDS_EACH / 2 },
      { codes: [], seconds: SECONDS_EACH / 2 },
    ]),
    { codes: [], seconds: 240 },
  ]);
  const profile = join(folder, 'profile');
  const how = ['--baud', String(BAUD)];
  const scanner = await addDevice({ profile, role: 'scanner', link: join(folder, 'scanner'), simulated: how, how });
  const root = await copyWithTap(folder);
  const kiosk = await launchKiosk(film, profile, { root });
  try {
    const latency = await tapListens(kiosk);
    await watchPainted(kiosk);
    await kiosk.page.waitForSelector('[data-device="scanner-1"][data-state="ready"]');
    const fromCamera = await byCamera(kiosk);
    const fromScanner = await byScanner(kiosk, scanner, texts.slice(VISITORS));
    const ours = (await sounded(kiosk)).map(askedToHeard);
    return [
      ...rowsOf('camera frame', fromCamera),
      ...rowsOf("scanner's last byte", fromScanner),
      ...besideAnElement(ours, await elementPlays(kiosk, await clipIn(root))),
      ...lateWords([...fromCamera, ...fromScanner]),
      outputRow(latency),
    ];
  } finally {
    await kiosk.app.close();
    await scanner.stop();
  }
}

async function byCamera(kiosk: Kiosk): Promise<Heard[]> {
  await kiosk.page.waitForFunction(
    (count) => {
      const all = (globalThis as unknown as Tapped).tap.sounded;
      return all.length >= count && (all[count - 1]?.onsets.length ?? 0) > 1;
    },
    VISITORS,
    { timeout: VISITORS * SECONDS_EACH * 2000 },
  );
  const frames = await kiosk.page.evaluate(() =>
    (performance.getEntriesByName('frame-to-verdict') as Measured[]).map(
      ({ detail, startTime }) => [detail.serial, performance.timeOrigin + startTime] as const,
    ),
  );
  return heardOf(kiosk, new Map(frames));
}

async function byScanner(kiosk: Kiosk, scanner: Simulated, texts: readonly string[]): Promise<Heard[]> {
  const presented = new Map<number, number>();
  for (const text of texts) {
    const before = (await sounded(kiosk)).length;
    scanner.tell({ text });
    const { ms } = await scanner.until('scanned');
    // Till the first word, as the next visitor is not there before.
    await kiosk.page.waitForFunction(
      (count) => ((globalThis as unknown as Tapped).tap.sounded[count]?.onsets.length ?? 0) > 1,
      before,
    );
    presented.set((await sounded(kiosk))[before]?.serial ?? -1, onWallClock(ms));
  }
  return heardOf(kiosk, presented);
}

/** @param presented when, by the outcome's serial */
async function heardOf(kiosk: Kiosk, presented: ReadonlyMap<number, number>): Promise<Heard[]> {
  const origin = await kiosk.page.evaluate(() => performance.timeOrigin);
  const painted = new Map((await paintedSoFar(kiosk)).map(({ serial, atMs }) => [serial, atMs]));
  const sounds = new Map((await sounded(kiosk)).map((sound) => [sound.serial, sound]));
  return [...presented].map(([serial, presentedAt]) => {
    const [tone, word] = sounds.get(serial)?.onsets ?? [];
    const paintedAt = painted.get(serial);
    if (tone === undefined || word === undefined || paintedAt === undefined)
      throw new Error(`outcome ${serial} was not seen and heard`);
    const apart = word.contextTime - tone.contextTime;
    return { presentedAt, paintedAt, toneAt: origin + tone.leftAtMs, wordAt: origin + word.leftAtMs, apart };
  });
}

function rowsOf(from: string, heard: readonly Heard[]): Row[] {
  const note = `${heard.length} visitors, each in the words of the one before`;
  return [
    ...figures(
      `${from} → first note`,
      heard.map((one) => one.toneAt - one.presentedAt),
      { target: AT_ONCE, note },
    ),
    ...figures(
      `${from}: verdict painted → first note`,
      heard.map((one) => one.toneAt - one.paintedAt),
      {
        target: WITH_THE_PICTURE,
      },
    ),
    ...figures(
      `${from} → first word`,
      heard.map((one) => one.wordAt - one.presentedAt),
      {
        note: 'after the notes and a pause, which take 490 ms of it',
      },
    ),
  ];
}

function figures(name: string, ms: readonly number[], { target, note }: Pick<Row, 'target' | 'note'>): Row[] {
  return [
    { name: `${name}, p50`, value: percentile(ms, 0.5), unit: 'ms', ...(note !== undefined && { note }) },
    { name: `${name}, p95`, value: percentile(ms, 0.95), unit: 'ms' },
    { name: `${name}, p99`, value: percentile(ms, 0.99), unit: 'ms', ...(target && { target }) },
    { name: `${name}, slowest`, value: Math.max(...ms), unit: 'ms' },
  ];
}

function askedToHeard({ askedAtMs, onsets }: Sounded): number {
  return (onsets[0]?.leftAtMs ?? Number.NaN) - askedAtMs;
}

/** Seconds from the first note of an admit to its first word, as `renderer/ui/sound.ts` has it. */
const WORDS_DUE_SECONDS = Math.max(...SOUNDS.admit.map(({ at, seconds }) => at + seconds)) + 0.12;

function lateWords(heard: readonly Heard[]): Row[] {
  const late = heard.map(({ apart }) => (apart - WORDS_DUE_SECONDS) * 1000);
  return [
    {
      name: 'first word, later than its moment, slowest',
      value: Math.max(...late),
      unit: 'ms',
      target: { atMost: 10 },
    },
  ];
}

/** The usual way: an element for each sound, which fetches and decodes its file each time it is played. */
async function elementPlays(kiosk: Kiosk, clip: string): Promise<number[]> {
  for (let i = 0; i < PLAYS; i += 1) {
    const before = (await sounded(kiosk)).length;
    await kiosk.page.evaluate(playElement(clip));
    await kiosk.page.waitForFunction(
      (count) => ((globalThis as unknown as Tapped).tap.sounded[count]?.onsets.length ?? 0) > 0,
      before,
    );
    // The tap for the next is made by then.
    await kiosk.page.waitForTimeout(300);
  }
  return (await sounded(kiosk)).slice(-PLAYS).map(askedToHeard);
}

/** Through the same context, so that the same tap hears it. */
function playElement(clip: string): string {
  return `
    globalThis.element?.pause();
    globalThis.element = new Audio('./assets/${clip}');
    tap.context.createMediaElementSource(element).connect(tap.context.destination);
    void element.play();
  `;
}

/** What an admit says, as the app's window has it. */
async function clipIn(root: string): Promise<string> {
  const name = manifest['zh-CN'][builtInReason('all-checks-passed').texts['zh-CN'].visitor as '欢迎，请进'];
  const clip = (await readdir(join(root, 'out', 'renderer', 'assets'))).find((file) => file.startsWith(name));
  if (clip === undefined) throw new Error(`no clip ${name} in the app`);
  return clip;
}

function besideAnElement(ours: readonly number[], element: readonly number[]): Row[] {
  const both = (name: string, ms: readonly number[], note: string): Row[] =>
    figures(`asked → heard, ${name}`, ms, { note });
  return [
    ...both('our notes', ours, `${ours.length} sounds, made by oscillators; the buffers below are in it`),
    ...both(
      'an HTMLAudioElement for each',
      element,
      `${element.length} times the same clip, fetched and decoded each time`,
    ),
    {
      name: 'asked → heard, ours ÷ element, p50',
      value: (percentile(ours, 0.5) / percentile(element, 0.5)) * 100,
      unit: '%',
      target: { below: 100 },
    },
  ];
}

function outputRow({ baseMs, outputMs, sampleRate }: Latency): Row {
  return {
    name: 'of each, buffers between the sound graph and the device',
    value: outputMs,
    unit: 'ms',
    note: `outputLatency at ${sampleRate} Hz, baseLatency ${baseMs.toFixed(0)} ms; what the system and the loudspeaker take comes on top`,
  };
}
