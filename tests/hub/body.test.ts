import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readJson } from '../../hub/body.ts';
import { fail, ok } from '../../shared/result.ts';
import { MAX_BODY_BYTES, MAX_BODY_PARTS } from '../../shared/wire.ts';

const LONG = JSON.stringify('long '.repeat(100_000));

/** With another length at its end than it has. */
function saying(length: number): Buffer {
  const body = gzipSync(LONG);
  body.writeUInt32LE(length, body.length - 4);
  return body;
}

test.each<[string, Buffer, unknown]>([
  ['short', gzipSync('"short"'), ok('short')],
  ['long', gzipSync(LONG), ok(JSON.parse(LONG))],
  ['of two members, of which only the last one’s length stands at the end', inTwo(), ok(JSON.parse(LONG))],
  ['as long as may be', gzipSync(filled(MAX_BODY_BYTES)), ok(' '.repeat(MAX_BODY_BYTES - 2))],
  ['a byte longer', gzipSync(filled(MAX_BODY_BYTES + 1)), fail('body-too-large')],
  ['that says it is empty', saying(0), fail('body-malformed')],
  ['that says it is as long as can be said', saying(2 ** 32 - 1), fail('body-malformed')],
  ['too short to say anything', Buffer.of(0x1f, 0x8b), fail('body-malformed')],
  ['of nothing', Buffer.alloc(0), fail('body-malformed')],
])('a compressed body is read, or refused: %s', async (_which, body, expected) => {
  expect(await readJson(body, 'gzip', MAX_BODY_BYTES)).toEqual(expected);
});

function inTwo(): Buffer {
  return Buffer.concat([gzipSync(LONG.slice(0, -5)), gzipSync(LONG.slice(-5))]);
}

test.each<[string, string, boolean]>([
  ['as deep as may be', '['.repeat(MAX_BODY_PARTS) + ']'.repeat(MAX_BODY_PARTS), true],
  ['one deeper', '['.repeat(MAX_BODY_PARTS + 1) + ']'.repeat(MAX_BODY_PARTS + 1), false],
  ['with as many values as may be', JSON.stringify(Array.from({ length: MAX_BODY_PARTS }, () => 0)), true],
  ['with one more', JSON.stringify(Array.from({ length: MAX_BODY_PARTS + 1 }, () => 0)), false],
])('JSON is read, or refused before it is parsed: %s', async (_which, text, isRead) => {
  // Not compared value by value, which would go as deep.
  const expected = isRead ? { ok: true } : fail('body-too-large');
  for (const [body, encoding] of [[gzipSync(text), 'gzip'] as const, [Buffer.from(text), undefined] as const]) {
    expect(await readJson(body, encoding, MAX_BODY_BYTES)).toMatchObject(expected);
  }
});

/** JSON of so many bytes. */
function filled(length: number): string {
  return `"${' '.repeat(length - 2)}"`;
}
