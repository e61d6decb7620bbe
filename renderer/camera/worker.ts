import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Engine, EngineId } from '../../shared/qr/engine.ts';
import { FIRST_PLAN, readFrame } from '../../shared/qr/frame.ts';
import type { Picture } from '../../shared/qr/picture.ts';
import type { QrCode } from '../../shared/qr/read.ts';
import { startJsEngine } from '../../shared/qr/zxing-js.ts';
import { startWasmEngine } from '../../shared/qr/zxing-wasm.ts';
import type { FrameTiming, FromWorker, ToWorker } from './messages.ts';
import { brightnessOf, startPixels } from './pixels.ts';

const pixels = startPixels();
let plan = FIRST_PLAN;
let engine: Promise<Engine> | null = null;
let openStream = 0;

// `self` has the window's type here: one tsconfig serves the whole folder.
const post = (message: FromWorker): void => {
  (self as unknown as { postMessage(message: FromWorker): void }).postMessage(message);
};

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  void receive(data);
});

async function receive(message: ToWorker): Promise<void> {
  switch (message.type) {
    case 'engine':
      engine = openEngine(message.engine);
      plan = FIRST_PLAN;
      return;
    case 'stream':
      await readStream(message.frames);
      return;
    case 'bitmap':
      await readWith(message.frameAt, () => pixels.ofBitmap(message.bitmap));
      message.bitmap.close();
      return;
  }
}

/** The asked engine; where WebAssembly cannot start, the plain JavaScript one. */
async function openEngine(wanted: EngineId): Promise<Engine> {
  const opened = wanted === 'zxing-wasm' ? await openWasm() : startJsEngine();
  post({ type: 'engine-ready', engine: opened.id, isFallback: opened.id !== wanted });
  return opened;
}

async function openWasm(): Promise<Engine> {
  try {
    return await startWasmEngine(await (await fetch(wasmUrl)).arrayBuffer());
  } catch {
    // Told to the window as `isFallback`.
    return startJsEngine();
  }
}

/** One frame at a time: while it is read the source drops what is stale, so the next one taken is the newest. */
async function readStream(frames: ReadableStream<VideoFrame>): Promise<void> {
  const mine = ++openStream;
  const reader = frames.getReader();
  try {
    while (mine === openStream) {
      const { done, value: frame } = await reader.read();
      if (done) break;
      await readVideoFrame(frame);
    }
  } catch {
    // A stream that breaks has ended: the window opens the camera anew.
  }
  if (mine === openStream) post({ type: 'stream-ended' });
  else void reader.cancel().catch(() => undefined);
}

async function readVideoFrame(frame: VideoFrame): Promise<void> {
  try {
    await readWith(epochNow(), () => pixels.ofFrame(frame));
  } finally {
    // A frame not closed is a frame the camera does not get back; after a handful it stops.
    frame.close();
  }
}

async function readWith(frameAt: number, take: () => Picture | Promise<Picture>): Promise<void> {
  const reader = await (engine ??= openEngine('zxing-wasm'));
  const before = performance.now();
  const picture = await take();
  const taken = performance.now();
  const codes = read(reader, picture);
  const timing: FrameTiming = {
    engine: reader.id,
    pixelsMs: taken - before,
    readMs: performance.now() - taken,
    hadCode: codes.length > 0,
  };
  post({ type: 'reading', codes, frameAt, timing, brightness: brightnessOf(picture) });
}

function read(reader: Engine, picture: Picture): readonly QrCode[] {
  const reading = readFrame(reader, picture, plan, () => performance.now());
  if (reading.ok) {
    plan = reading.value.plan;
    return reading.value.codes;
  }
  // An engine that failed may be broken for good (WebAssembly that ran out of memory): a fresh one takes over.
  if (reading.fault === 'engine-failed') engine = openEngine(reader.id);
  return [];
}

function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
