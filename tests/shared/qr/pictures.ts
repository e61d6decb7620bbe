import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { encode } from 'uqr';
import type { Engine } from '../../../shared/qr/engine.ts';
import type { Picture } from '../../../shared/qr/picture.ts';
import { startJsEngine } from '../../../shared/qr/zxing-js.ts';
import { startWasmEngine } from '../../../shared/qr/zxing-wasm.ts';

/** Both engines, as the kiosk has them. */
export async function startEngines(): Promise<{ wasm: Engine; js: Engine }> {
  const bytes = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  return { wasm: await startWasmEngine(Uint8Array.from(bytes).buffer), js: startJsEngine() };
}

interface Look {
  readonly scale?: number;
  readonly isInverted?: boolean;
}

/** A clean code on its quiet zone. */
export function drawCode(content: string | number[], { scale = 4, isInverted = false }: Look = {}): Picture {
  const { data: modules, size } = encode(content, { ecc: 'M', border: 4 });
  return drawModules(modules, size, scale, isInverted);
}

function drawModules(modules: readonly boolean[][], size: number, scale: number, isInverted = false): Picture {
  const side = size * scale;
  const data = new Uint8Array(side * side);
  for (let i = 0; i < data.length; i++) {
    const isDark = modules[Math.floor(i / side / scale)]?.[Math.floor((i % side) / scale)] === true;
    data[i] = isDark === isInverted ? 230 : 20;
  }
  return { data, width: side, height: side };
}

/** Puts pictures on a light ground, each at its place. */
export function arrange(
  width: number,
  height: number,
  placed: readonly { x: number; y: number; picture: Picture }[],
): Picture {
  const data = new Uint8Array(width * height).fill(230);
  for (const { x, y, picture } of placed) {
    for (let row = 0; row < picture.height; row++) {
      data.set(picture.data.subarray(row * picture.width, (row + 1) * picture.width), (y + row) * width + x);
    }
  }
  return { data, width, height };
}

/** Turns a picture about its middle; nearest pixel, light ground. */
export function rotate(picture: Picture, degrees: number): Picture {
  const side = Math.ceil(Math.hypot(picture.width, picture.height));
  const data = new Uint8Array(side * side).fill(230);
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  for (let i = 0; i < data.length; i++) {
    const [dx, dy] = [(i % side) - side / 2, Math.floor(i / side) - side / 2];
    const x = Math.floor(cos * dx + sin * dy + picture.width / 2);
    const y = Math.floor(cos * dy - sin * dx + picture.height / 2);
    if (x >= 0 && y >= 0 && x < picture.width && y < picture.height) data[i] = picture.data[y * picture.width + x] ?? 0;
  }
  return { data, width: side, height: side };
}
