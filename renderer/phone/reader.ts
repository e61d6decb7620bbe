// Loaded when somebody has chosen a picture, or opens the camera: the engine is several times as large as the page.
import './old-phones.ts';
import type { EngineOptions } from '../../shared/qr/engine.ts';
import { lumaOf, type Picture } from '../../shared/qr/picture.ts';
import { readView } from '../../shared/qr/read.ts';
import { readStill } from '../../shared/qr/still.ts';
import { startJsEngine } from '../../shared/qr/zxing-js.ts';

const engine = startJsEngine();

/** An old phone takes several times as long as a computer, and nobody waits longer for a picture. */
const BUDGET = { untilFirstMs: 6000, furtherMs: 0 };

const LIVE: EngineOptions = { binarizer: 'local', maxSymbols: 1, isThorough: false };

/** @returns each text once, of all codes that were found */
export function readPicture(pixels: ImageData): string[] {
  const read = readStill(engine, pictureOf(pixels), () => performance.now(), [], BUDGET);
  return read.ok ? read.value.map(({ text }) => text).filter((text, i, all) => all.indexOf(text) === i) : [];
}

/** @returns the text of a code in a camera's picture; `null`: none was found */
export function readCameraFrame(pixels: ImageData): string | null {
  const read = readView(engine, { picture: pictureOf(pixels), scale: 1, x: 0, y: 0 }, LIVE);
  return read.ok ? (read.value[0]?.text ?? null) : null;
}

function pictureOf({ data, width, height }: ImageData): Picture {
  return { data: lumaOf(data), width, height };
}
