import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import type { FromWorker } from '../../renderer/camera/messages.ts';
import type { EngineId } from '../../shared/qr/engine.ts';
import { changeSettings, launchKiosk, type Kiosk } from '../journeys/kiosk.ts';
import { FAMILIES, FRAME_HEIGHT, FRAME_WIDTH, hardFrames, type HardFrame } from './frames.ts';
import { median, percentile, type Row, type Target } from './rows.ts';

type Reading = Extract<FromWorker, { type: 'reading' }>;

const ENGINES: readonly EngineId[] = ['zxing-wasm', 'zxing-js'];
const SEED = 20_220_513;
const PER_FAMILY = 8;
/** The rate at which Chromium plays a Motion JPEG file as a camera. */
const FRAMES_PER_SECOND = 30;
/** A visitor holds a code still for a second. */
const HELD_FRAMES = FRAMES_PER_SECOND;
/** Each picture of the empty hall stands for this many frames, so that the film is long enough not to be one picture. */
const EMPTY_HELD_FRAMES = 10;
const EMPTY_SECONDS = 15;
/** Hardly any loss, as from a camera that gives raw frames. */
const JPEG_QUALITY = 95;

/** Reading in the live worker of a real kiosk, from Chromium's fake camera at 720p, on the worker's real budget. */
export async function bench(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinel-bench-live-'));
  try {
    const empty = hardFrames(SEED, PER_FAMILY, ['none']);
    const held = hardFrames(
      SEED,
      PER_FAMILY,
      FAMILIES.filter((family) => family !== 'none'),
    );
    const emptyReadings = await film(folder, 'empty', empty, EMPTY_HELD_FRAMES, EMPTY_SECONDS);
    const heldReadings = await film(folder, 'held', held, HELD_FRAMES, (held.length * HELD_FRAMES) / FRAMES_PER_SECOND);
    return ENGINES.flatMap((engine) => rowsOf(engine, held, emptyReadings[engine], heldReadings[engine]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Shows a kiosk a film in a loop and returns what its worker made of it, `seconds` for each engine. */
async function film(
  folder: string,
  name: string,
  frames: readonly HardFrame[],
  times: number,
  seconds: number,
): Promise<Record<EngineId, Reading[]>> {
  const path = join(folder, `${name}.mjpeg`);
  await writeFrames(path, frames, times);
  const kiosk = await launchKiosk(path, join(folder, name), {});
  try {
    const watched: Partial<Record<EngineId, Reading[]>> = {};
    for (const engine of ENGINES) {
      await changeSettings(kiosk, { qrEngine: engine });
      watched[engine] = await watchWorker(kiosk, engine, seconds);
    }
    return watched as Record<EngineId, Reading[]>;
  } finally {
    await kiosk.app.close();
    await rm(path);
  }
}

async function writeFrames(path: string, frames: readonly HardFrame[], times: number): Promise<void> {
  const raw = { width: FRAME_WIDTH, height: FRAME_HEIGHT, channels: 1 } as const;
  async function* jpegs(): AsyncGenerator<Buffer> {
    for (const { picture } of frames) {
      const jpeg = await sharp(picture.data, { raw }).toColourspace('srgb').jpeg({ quality: JPEG_QUALITY }).toBuffer();
      for (let i = 0; i < times; i += 1) yield jpeg;
    }
  }
  await pipeline(Readable.from(jpegs()), createWriteStream(path));
}

/** Listens in on what the worker tells the window; the app itself knows nothing of it. */
async function watchWorker(kiosk: Kiosk, engine: EngineId, seconds: number): Promise<Reading[]> {
  const [worker] = kiosk.page.workers();
  if (worker === undefined) throw new Error('the window has no worker');
  await worker.evaluate(LISTEN);
  await kiosk.page.waitForTimeout(3000);
  await worker.evaluate('self.overheard.length = 0');
  await kiosk.page.waitForTimeout(seconds * 1000);
  const readings: Reading[] = await worker.evaluate('self.overheard');
  return readings.filter(({ timing }) => timing.engine === engine);
}

const LISTEN = `
  if (self.overheard === undefined) {
    self.overheard = [];
    const post = self.postMessage.bind(self);
    self.postMessage = (message, ...rest) => {
      if (message.type === 'reading') self.overheard.push(message);
      post(message, ...rest);
    };
  }
`;

function rowsOf(
  engine: EngineId,
  held: readonly HardFrame[],
  empty: readonly Reading[],
  shown: readonly Reading[],
): Row[] {
  const plain = new Set(held.filter(({ family }) => family === 'plain').map(({ text }) => text));
  const withCode = shown.filter(({ codes }) => codes.some(({ text }) => plain.has(text)));
  const read = new Set(shown.flatMap(({ codes }) => codes.map(({ text }) => text)));
  const truth = new Set(held.map(({ text }) => text));
  return [
    ...timeRows(
      `${engine}: an empty frame, pixels included`,
      empty,
      engine === 'zxing-wasm' ? { atMost: 15 } : undefined,
    ),
    {
      name: `${engine}: of it taking the pixels, median`,
      value: median(empty.map((one) => one.timing.pixelsMs)),
      unit: 'ms',
    },
    ...timeRows(`${engine}: a frame with an easy code, pixels included`, withCode),
    {
      name: `${engine}: frames read`,
      value: empty.length / EMPTY_SECONDS,
      unit: '/s',
      note: 'the kiosk asks its camera for 15',
    },
    ...FAMILIES.filter((family) => family !== 'none').map((family) => {
      const ofFamily = held.filter((one) => one.family === family);
      const count = ofFamily.filter(({ text }) => text !== null && read.has(text)).length;
      return { name: `${engine}: ${family} codes read`, value: count, unit: `of ${ofFamily.length}` };
    }),
    {
      name: `${engine}: texts misread`,
      value: [...read].filter((text) => !truth.has(text)).length,
      unit: '',
      target: { atMost: 0 },
    },
  ];
}

function timeRows(name: string, readings: readonly Reading[], target?: Target): Row[] {
  const samples = readings.map(({ timing }) => timing.pixelsMs + timing.readMs);
  const note = `${samples.length} frames, rescue passes included`;
  return [
    { name: `${name}, median`, value: median(samples), unit: 'ms', note, ...(target && { target }) },
    { name: `${name}, p99`, value: percentile(samples, 0.99), unit: 'ms' },
  ];
}
