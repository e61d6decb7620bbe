import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import type { Engine } from '../../shared/qr/engine.ts';
import { FIRST_PLAN, readFrame, type RescuePlan } from '../../shared/qr/frame.ts';
import { startJsEngine } from '../../shared/qr/zxing-js.ts';
import { startWasmEngine } from '../../shared/qr/zxing-wasm.ts';
import { FAMILIES, hardFrames, type HardFrame } from './frames.ts';
import { median, percentile, type Row } from './rows.ts';

const SEED = 20_220_513;
const PER_FAMILY = 12;

/** A visitor holds a code still for a second: at 15 frames a second a code has that many chances. */
const FRAMES_HELD = 15;

interface Held {
  readonly isRead: boolean;
  readonly frameMs: number[];
}

/** Shows one frame again and again, as a code held still is, until it is read. Rescue passes run on their budget. */
function hold(engine: Engine, frame: HardFrame): Held {
  let plan: RescuePlan = FIRST_PLAN;
  const frameMs: number[] = [];
  for (let shown = 0; shown < FRAMES_HELD; shown++) {
    const before = performance.now();
    const reading = readFrame(engine, frame.picture, plan, () => performance.now());
    frameMs.push(performance.now() - before);
    if (!reading.ok) break;
    plan = reading.value.plan;
    if (reading.value.codes.some(({ text }) => text === frame.text)) return { isRead: true, frameMs };
  }
  return { isRead: false, frameMs };
}

/** Decode times and reading rates of both engines, in Node, on the bench's own hard frames. */
export async function bench(): Promise<Row[]> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const frames = hardFrames(SEED, PER_FAMILY);
  const engines = [await startWasmEngine(Uint8Array.from(wasm).buffer), startJsEngine()];
  return engines.flatMap((engine) => rowsOf(engine, frames));
}

function rowsOf(engine: Engine, frames: readonly HardFrame[]): Row[] {
  const plain = frames.filter(({ family }) => family === 'plain');
  plain.forEach((frame) => hold(engine, frame));
  const held = frames.map((frame) => ({ family: frame.family, ...hold(engine, frame) }));
  const withCode = plain.flatMap((frame) => hold(engine, frame).frameMs);
  const empty = held.filter(({ family }) => family === 'none').flatMap(({ frameMs }) => frameMs);
  return [
    ...timeRows(`${engine.id}, a 720p frame with a code`, withCode),
    ...timeRows(`${engine.id}, an empty 720p frame, rescue passes included`, empty),
    ...FAMILIES.filter((family) => family !== 'none').map((family) => {
      const ofFamily = held.filter((one) => one.family === family);
      return {
        name: `${engine.id}, ${family} codes read`,
        value: ofFamily.filter(({ isRead }) => isRead).length,
        unit: `of ${ofFamily.length}`,
        note: `held for ${FRAMES_HELD} frames at most`,
      };
    }),
  ];
}

function timeRows(name: string, samples: readonly number[]): Row[] {
  return [
    { name: `${name}, median`, value: median(samples), unit: 'ms' },
    { name: `${name}, p99`, value: percentile(samples, 0.99), unit: 'ms' },
  ];
}
