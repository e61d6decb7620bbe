import * as imported from '@zxing/library';
import type { Result as ZxingResult } from '@zxing/library';
import type { Corners, Engine, EngineOptions, Point, QrSymbol, StructuredAppend } from './engine.ts';
import type { Picture } from './picture.ts';

const zxing = namesOf(imported);

/** The package is CommonJS to Node, which sees its names on `default` only, and an ES module to a bundler. */
function namesOf(namespace: typeof imported & { readonly default?: typeof imported }): typeof imported {
  return namespace.default ?? namespace;
}

/** The engine for machines where WebAssembly cannot start: slower to find and blind to more, but plain JavaScript. */
export function startJsEngine(): Engine {
  // The library hands over text only. With this, each character of it is one byte of the symbol.
  zxing.ZXingStringEncoding.customDecoder = (bytes: Uint8Array) =>
    Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return { id: 'zxing-js', read: readSymbols };
}

function readSymbols(picture: Picture, options: EngineOptions): QrSymbol[] {
  const found: QrSymbol[] = [];
  let rest = Uint8ClampedArray.from(picture.data);
  while (found.length < options.maxSymbols) {
    const symbol = readEither({ ...picture, data: rest }, options);
    if (symbol === undefined) break;
    found.push(symbol);
    // The library stops at one symbol: paint over what was found, and look again.
    rest = paintOver({ ...picture, data: rest }, symbol.corners);
  }
  return found;
}

/** Dark on light, then light on dark. */
function readEither(picture: Picture, options: EngineOptions): QrSymbol | undefined {
  return readOne(picture, options) ?? readOne({ ...picture, data: picture.data.map((luma) => 255 - luma) }, options);
}

function readOne({ data, width, height }: Picture, { binarizer }: EngineOptions): QrSymbol | undefined {
  const source = new zxing.RGBLuminanceSource(Uint8ClampedArray.from(data), width, height);
  const binary = binarizer === 'local' ? new zxing.HybridBinarizer(source) : new zxing.GlobalHistogramBinarizer(source);
  try {
    const hints = new Map([[zxing.DecodeHintType.TRY_HARDER, true]]);
    return toSymbol(new zxing.QRCodeReader().decode(new zxing.BinaryBitmap(binary), hints));
  } catch {
    // The library throws for "nothing found", and now and then an index error from inside its detector: a miss either way.
    return undefined;
  }
}

function toSymbol(result: ZxingResult): QrSymbol {
  const points = result.getResultPoints().map((point) => ({ x: point.getX(), y: point.getY() }));
  return {
    bytes: Uint8Array.from(result.getText(), (character) => character.charCodeAt(0)),
    format: 'QRCode',
    corners: cornersOf(points),
    structuredAppend: structuredAppendOf(result),
  };
}

/**
 * The symbol's corners from the centres of its finder patterns, which come bottom left, top left, top right.
 *
 * A centre lies 3.5 modules inside; a fifth of the distance outwards covers the symbols of every version above 1-3.
 */
function cornersOf([bottomLeft, topLeft, topRight]: readonly Point[]): Corners {
  const origin = { x: 0, y: 0 };
  const [a, b, c] = [topLeft ?? origin, topRight ?? origin, bottomLeft ?? origin];
  const d = { x: b.x + c.x - a.x, y: b.y + c.y - a.y };
  const middle = { x: (b.x + c.x) / 2, y: (b.y + c.y) / 2 };
  const outwards = (p: Point): Point => ({ x: p.x + (p.x - middle.x) * 0.4, y: p.y + (p.y - middle.y) * 0.4 });
  return [outwards(a), outwards(b), outwards(d), outwards(c)];
}

function structuredAppendOf(result: ZxingResult): StructuredAppend | null {
  const metadata = result.getResultMetadata() as Map<unknown, unknown> | null;
  const sequence = metadata?.get(zxing.ResultMetadataType.STRUCTURED_APPEND_SEQUENCE);
  const parity = metadata?.get(zxing.ResultMetadataType.STRUCTURED_APPEND_PARITY);
  if (typeof sequence !== 'number' || typeof parity !== 'number' || sequence < 0) return null;
  // ISO/IEC 18004 §8.2: four bits of position, four bits of total less one.
  return { index: sequence >> 4, size: (sequence & 15) + 1, id: String(parity) };
}

function paintOver({ data, width, height }: Picture, corners: Corners): Uint8ClampedArray<ArrayBuffer> {
  const out = Uint8ClampedArray.from(data);
  const xs = corners.map(({ x }) => Math.min(Math.max(Math.round(x), 0), width));
  const ys = corners.map(({ y }) => Math.min(Math.max(Math.round(y), 0), height));
  for (let y = Math.min(...ys); y < Math.max(...ys); y++) {
    out.fill(128, y * width + Math.min(...xs), y * width + Math.max(...xs));
  }
  return out;
}
