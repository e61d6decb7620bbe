import {
  BINARIZERS,
  CHARACTER_SETS,
  defaultReaderOptions,
  EAN_ADD_ON_SYMBOLS,
  encodeFormats,
  prepareZXingModule,
  TEXT_MODES,
  type ZXingReaderOptions,
  type ZXingReadResult,
  type ZXingVector,
} from 'zxing-wasm/reader';
import type { Engine, EngineOptions, QrSymbol } from './engine.ts';

/** The part of an Emscripten module that is used here; its own types would bring the browser's into the pure core. */
interface Memory {
  readonly HEAPU8: Uint8Array;
  _malloc(size: number): number;
  _free(pointer: number): void;
}

/**
 * The default engine: zxing-cpp in WebAssembly.
 *
 * @param wasmBinary the bytes of `zxing-wasm/reader/zxing_reader.wasm`; without them the library would fetch from a CDN
 * @throws when WebAssembly cannot start here
 */
export async function startWasmEngine(wasmBinary: ArrayBuffer): Promise<Engine> {
  const started = await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  const zxing = started as typeof started & Memory;
  return {
    id: 'zxing-wasm',
    read({ data, width, height }, options) {
      const pointer = zxing._malloc(data.length);
      if (pointer === 0) throw new Error('the QR engine is out of memory');
      try {
        zxing.HEAPU8.set(data, pointer);
        return takeAll(zxing.readBarcodesFromPixmap(pointer, width, height, nativeOptions(options)));
      } finally {
        zxing._free(pointer);
      }
    },
  };
}

/** The library's own `readBarcodes` wants RGBA and never frees the list: 10,000 scans would grow by it. */
function takeAll(found: ZXingVector<ZXingReadResult> & { delete?(): void }): QrSymbol[] {
  try {
    return Array.from({ length: found.size() }, (_, index) => found.get(index))
      .filter((result): result is ZXingReadResult => result?.isValid === true)
      .map(toSymbol);
  } finally {
    found.delete?.();
  }
}

function toSymbol({ bytes, position, sequenceIndex, sequenceSize, sequenceId }: ZXingReadResult): QrSymbol {
  return {
    bytes: Uint8Array.from(bytes),
    format: 'QRCode',
    corners: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft],
    structuredAppend: sequenceSize > 1 ? { index: sequenceIndex, size: sequenceSize, id: sequenceId } : null,
  };
}

function nativeOptions({ binarizer, maxSymbols, isThorough }: EngineOptions): ZXingReaderOptions {
  return {
    ...defaultReaderOptions,
    formats: encodeFormats(['QRCode']),
    binarizer: BINARIZERS.indexOf(binarizer === 'local' ? 'LocalAverage' : 'GlobalHistogram'),
    eanAddOnSymbol: EAN_ADD_ON_SYMBOLS.indexOf('Ignore'),
    textMode: TEXT_MODES.indexOf('Plain'),
    characterSet: CHARACTER_SETS.indexOf('Unknown'),
    maxNumberOfSymbols: maxSymbols,
    tryInvert: true,
    tryDownscale: true,
    // Finder patterns look the same at every angle: turning the picture finds nothing more in QR codes.
    tryRotate: false,
    tryHarder: isThorough,
    tryDenoise: isThorough,
  };
}
