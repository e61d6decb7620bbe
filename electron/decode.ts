import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import type { Engine } from '../shared/qr/engine.ts';
import type { Picture } from '../shared/qr/picture.ts';
import type { QrCode } from '../shared/qr/read.ts';
import { readStill } from '../shared/qr/still.ts';
import { startJsEngine } from '../shared/qr/zxing-js.ts';
import { startWasmEngine } from '../shared/qr/zxing-wasm.ts';
import { fail, ok, type Result } from '../shared/result.ts';

/** What may be wrong with one file; the command goes on with the next. */
export type FileFault = 'file-missing' | 'file-unreadable' | 'not-a-picture' | 'picture-too-large' | 'engine-failed';

const FAULT_TEXT: Readonly<Record<FileFault, string>> = {
  'file-missing': 'there is no such file',
  'file-unreadable': 'the file cannot be opened or read',
  'not-a-picture': 'the file is not a picture that can be read (png or jpg), or is damaged',
  'picture-too-large': 'the picture has too many pixels or bytes',
  'engine-failed': 'the QR engine failed on this picture',
};

/** Largest picture that is unpacked at all: 16,384 pixels square, above any phone's 200 megapixels. A bomb is larger. */
const MAX_INPUT_PIXELS = 16_384 * 16_384;

/** Largest file that is read at all: a device that never ends (/dev/zero) must not fill the memory. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** Larger pictures are halved until they fit 5,000 x 5,000: a code that then is too small was no code to a camera. */
const LONGEST_SIDE = 5000;

/**
 * `sentinel decode FILE…`: reads pictures by the camera's own functions, one JSON line a file, in order, as each is done.
 *
 * @param write takes one line, without its line feed
 * @returns the exit code: 0, or 2 when any file could not be read
 */
export async function decodeFiles(files: readonly string[], write: (line: string) => void): Promise<0 | 2> {
  const engines = await startEngines();
  let exitCode: 0 | 2 = 0;
  for (const file of files) {
    const start = performance.now();
    const codes = await decodeFile(file, engines);
    if (codes.ok) {
      const ms = Math.round((performance.now() - start) * 10) / 10;
      write(JSON.stringify({ file, codes: codes.value.map(({ text, format }) => ({ text, format })), ms }));
    } else {
      write(JSON.stringify({ file, error: { code: codes.fault, field: 'file', message: FAULT_TEXT[codes.fault] } }));
      exitCode = 2;
    }
  }
  return exitCode;
}

interface Engines {
  readonly first: Engine;
  readonly others: readonly Engine[];
}

async function startEngines(): Promise<Engines> {
  const js = startJsEngine();
  try {
    return { first: await startWasmEngine(await readWasm()), others: [js] };
  } catch {
    // As in the camera: where WebAssembly cannot start, the plain JavaScript engine reads alone.
    return { first: js, others: [] };
  }
}

/** The engine's bytes, from the installed package: nothing is ever fetched. */
async function readWasm(): Promise<ArrayBuffer> {
  const bytes = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  return Uint8Array.from(bytes).buffer;
}

async function decodeFile(file: string, { first, others }: Engines): Promise<Result<QrCode[], FileFault>> {
  const picture = await loadPicture(file);
  if (!picture.ok) return picture;
  const codes = readStill(first, picture.value, () => performance.now(), others);
  if (codes.ok) return codes;
  return fail(codes.fault === 'engine-failed' || codes.fault === 'picture-too-large' ? codes.fault : 'not-a-picture');
}

/** Luma of a picture file, upright by its EXIF orientation, what is transparent shown on white. */
async function loadPicture(file: string): Promise<Result<Picture, FileFault>> {
  const bytes = await readBytes(file);
  return bytes.ok ? await unpack(bytes.value) : bytes;
}

async function readBytes(file: string): Promise<Result<Uint8Array, FileFault>> {
  const pieces: Buffer[] = [];
  let held = 0;
  try {
    for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
      held += piece.length;
      if (held > MAX_FILE_BYTES) return fail('picture-too-large');
      pieces.push(piece);
    }
    return ok(Buffer.concat(pieces));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fail(code === 'ENOENT' ? 'file-missing' : 'file-unreadable');
  }
}

async function unpack(bytes: Uint8Array): Promise<Result<Picture, FileFault>> {
  // Half the command's start-up time; the other commands never need it.
  const { default: sharp } = await import('sharp');
  try {
    // A photograph cut short is read as far as it goes: `failOn: 'none'`.
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_INPUT_PIXELS, failOn: 'none' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('b-w')
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return ok(firstChannel(data, info.width, info.height, info.channels));
  } catch (error) {
    return fail(String(error).includes('pixel limit') ? 'picture-too-large' : 'not-a-picture');
  }
}

/** Grey comes as one channel, but for a few colour spaces as three equal ones. */
function firstChannel(data: Uint8Array, width: number, height: number, channels: number): Picture {
  if (channels === 1) return { data, width, height };
  return {
    data: Uint8Array.from({ length: width * height }, (_, index) => data[index * channels] ?? 0),
    width,
    height,
  };
}
