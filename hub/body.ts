import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fail, ok, type Result } from '../shared/result.ts';
import { MAX_BODY_PARTS } from '../shared/wire.ts';

export type BodyFault = 'body-malformed' | 'body-too-large' | 'body-type-unsupported';

const inflate = promisify(gunzip);

/** Of a piece of what is inflated, at least. */
const MIN_CHUNK_BYTES = 1024;
/** What deflate can make of a byte: 258 for two bits. */
const MOST_INFLATED = 1032;
/** At the end of the body. */
const ISIZE_BYTES = 4;

/**
 * Reads a body as it travelled into JSON, inflating it first where it says so; never holds more than
 * `most` bytes of either, and makes no more of it than {@link MAX_BODY_PARTS} values.
 *
 * @param encoding the field `Content-Encoding`
 * @param most bytes
 */
export async function readJson(
  body: Uint8Array,
  encoding: string | undefined,
  most: number,
): Promise<Result<unknown, BodyFault>> {
  const plain = await inflateBody(body, encoding, most);
  if (!plain.ok) return plain;
  if (plain.value.length > most || hasTooManyParts(plain.value)) return fail('body-too-large');
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain.value)));
  } catch {
    // Neither UTF-8 nor JSON: its sender is told so.
    return fail('body-malformed');
  }
}

/** Each value but the first comes after one of these; those within texts are counted too. */
const BEFORE_VALUES = ['{', '[', ','].map((character) => character.charCodeAt(0));

/** A few kilobytes inflate to millions of brackets, of which JSON.parse makes objects for seconds. */
function hasTooManyParts({ buffer, byteOffset, length }: Uint8Array): boolean {
  // A Buffer's `indexOf` is native, and takes a tenth of the time that looking at each byte does.
  const json = Buffer.from(buffer, byteOffset, length);
  let parts = 0;
  for (const byte of BEFORE_VALUES) {
    for (let at = json.indexOf(byte); at !== -1 && parts <= MAX_BODY_PARTS; at = json.indexOf(byte, at + 1)) parts += 1;
  }
  return parts > MAX_BODY_PARTS;
}

async function inflateBody(
  body: Uint8Array,
  encoding: string | undefined,
  most: number,
): Promise<Result<Uint8Array, BodyFault>> {
  if (encoding === undefined || encoding === 'identity') return ok(body);
  if (encoding !== 'gzip') return fail('body-type-unsupported');
  try {
    return ok(await inflate(body, { maxOutputLength: most, chunkSize: likelyBytes(body, most) }));
  } catch (error) {
    const isTooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return fail(isTooLarge ? 'body-too-large' : 'body-malformed');
  }
}

/**
 * What a body says that it inflates to, and one byte to see its end: the whole in one piece, where zlib would come with
 * one of 16 KiB after the other. Believed as far as a body may go, and no further than it can be true.
 *
 * @see RFC 1952 §2.3.1 `ISIZE`
 */
function likelyBytes(body: Uint8Array, limit: number): number {
  const end = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const said = body.length < ISIZE_BYTES ? 0 : end.getUint32(body.length - ISIZE_BYTES, true);
  const most = Math.min(limit, body.length * MOST_INFLATED);
  return Math.max(MIN_CHUNK_BYTES, Math.min(said, most) + 1);
}
