import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { fail, ok, type Result } from '../shared/result.ts';
import { MAX_BODY_BYTES } from '../shared/wire.ts';

export type BodyFault = 'body-malformed' | 'body-too-large' | 'body-type-unsupported';

const inflate = promisify(gunzip);

/**
 * Reads a body as it travelled into JSON, inflating it first where it says so; never holds more than
 * {@link MAX_BODY_BYTES} of either.
 *
 * @param encoding the field `Content-Encoding`
 */
export async function readJson(body: Uint8Array, encoding: string | undefined): Promise<Result<unknown, BodyFault>> {
  const plain = await inflateBody(body, encoding);
  if (!plain.ok) return plain;
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain.value)));
  } catch {
    // Neither UTF-8 nor JSON: its sender is told so.
    return fail('body-malformed');
  }
}

async function inflateBody(body: Uint8Array, encoding: string | undefined): Promise<Result<Uint8Array, BodyFault>> {
  if (encoding === undefined || encoding === 'identity') return ok(body);
  if (encoding !== 'gzip') return fail('body-type-unsupported');
  try {
    return ok(await inflate(body, { maxOutputLength: MAX_BODY_BYTES }));
  } catch (error) {
    const isTooLarge = error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return fail(isTooLarge ? 'body-too-large' : 'body-malformed');
  }
}
