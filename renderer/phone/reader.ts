// Loaded when somebody has chosen a picture, or opens the camera: the engine is several times as large as the page.
import './old-phones.ts';
import type { EngineOptions } from '../../shared/qr/engine.ts';
import { lumaOf, type Picture } from '../../shared/qr/picture.ts';
import { readView, type View } from '../../shared/qr/read.ts';
import { readStill } from '../../shared/qr/still.ts';
import { startJsEngine } from '../../shared/qr/zxing-js.ts';
import type { Turning } from './pixels.ts';

const engine = startJsEngine();

/** An old phone takes several times as long as a computer, and nobody waits longer for a picture. */
const BUDGET = { untilFirstMs: 6000, furtherMs: 0 };

/** Two are enough to know that there are several. */
const SEVERAL: EngineOptions = { binarizer: 'local', maxSymbols: 2, isThorough: true };
const LIVE: EngineOptions = { binarizer: 'local', maxSymbols: 1, isThorough: false };

/** The engine overlooks one in eight of faultless codes, depending on how they lie (of two hundred made-up ones, 8 pixels a module). */
const TURNS = [0, 180, 7, 90, 270, 15] as const;

/** @returns each text once, of all codes that were found */
export function readPicture(look: Turning): string[] {
  for (const degrees of TURNS) {
    const found = textsIn(readView(engine, viewOf(look(degrees)), SEVERAL));
    if (found.length > 0) return found;
  }
  return textsIn(readStill(engine, pictureOf(look(0)), () => performance.now(), [], BUDGET));
}

function textsIn(read: ReturnType<typeof readView>): string[] {
  return read.ok ? read.value.map(({ text }) => text).filter((text, i, all) => all.indexOf(text) === i) : [];
}

/** @returns the text of a code in a camera's picture; `null`: none was found */
export function readCameraFrame(pixels: ImageData): string | null {
  const read = readView(engine, viewOf(pixels), LIVE);
  return read.ok ? (read.value[0]?.text ?? null) : null;
}

function viewOf(pixels: ImageData): View {
  return { picture: pictureOf(pixels), scale: 1, x: 0, y: 0 };
}

function pictureOf({ data, width, height }: ImageData): Picture {
  return { data: lumaOf(data), width, height };
}
