import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOUNDS } from '../../renderer/ui/sound.ts';
import type { Simulated } from '../electron/simulators/simulated.ts';
import { addDevice } from '../journeys/devices.ts';
import { writeFilm } from '../journeys/film.ts';
import { launchKiosk, type Kiosk } from '../journeys/kiosk.ts';
import { manyTexts } from '../journeys/visitors.ts';
import { onWallClock, paintedSoFar, watchPainted } from './painted.ts';
import { figures, type Row, type Target } from './rows.ts';
import { besideAnElement, clipIn, elementPlays, secondsOfElement } from './sound-element.ts';
import { askedToHeard, copyWithTap, sounded, tapListens, type Latency, type Tapped } from './sound-tap.ts';

const VISITORS = 100;
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
      lengthRow(await secondsOfElement(kiosk)),
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

/** Thirty visitors a minute: the next cuts off what is said to the one before. */
const NEXT_VISITOR_SECONDS = 2;

function lengthRow(clipSeconds: number): Row {
  return {
    name: 'an admit, first note to the end of its words',
    value: WORDS_DUE_SECONDS + clipSeconds,
    unit: 's',
    target: { atMost: NEXT_VISITOR_SECONDS },
    note: 'in zh-CN; the next visitor of thirty a minute cuts off what is longer',
  };
}

function outputRow({ baseMs, outputMs, sampleRate }: Latency): Row {
  return {
    name: 'of each, buffers between the sound graph and the device',
    value: outputMs,
    unit: 'ms',
    note: `outputLatency at ${sampleRate} Hz, baseLatency ${baseMs.toFixed(0)} ms; what the system and the loudspeaker take comes on top`,
  };
}
