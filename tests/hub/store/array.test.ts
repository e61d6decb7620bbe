import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BIGINT, BOOLEAN, BYTEA, encodeArray, TEXT, UUID } from '../../../hub/store/array.ts';
import type { Database } from '../../../hub/store/open.ts';
import { connect, createDatabase } from '../database.ts';

let database: Database;

beforeAll(async () => {
  database = connect(await createDatabase());
});

afterAll(async () => {
  await database.close();
});

const BEYOND_32_BITS = 2 ** 32;
const ONE = '0180bab7-0c00-7000-8000-000000000001';

test.each<[string, string, Buffer, unknown[]]>([
  ['none', 'bigint', encodeArray(BIGINT, []), []],
  ['nothing but nulls', 'text', encodeArray(TEXT, [null, null]), [null, null]],
  [
    'integers',
    'bigint',
    encodeArray(BIGINT, [0, -1, BEYOND_32_BITS - 1, BEYOND_32_BITS, -BEYOND_32_BITS - 1, null]),
    ['0', '-1', '4294967295', '4294967296', '-4294967297', null],
  ],
  [
    'the largest and the least that a number holds',
    'bigint',
    encodeArray(BIGINT, [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]),
    ['9007199254740991', '-9007199254740991'],
  ],
  ['truth', 'boolean', encodeArray(BOOLEAN, [true, null, false]), [true, null, false]],
  [
    'bytes',
    'bytea',
    encodeArray(BYTEA, [Uint8Array.of(), null, Uint8Array.of(0, 255)]),
    [Buffer.alloc(0), null, Buffer.of(0, 255)],
  ],
  [
    'texts, with what arrays as text would have to mark',
    'text',
    encodeArray(TEXT, ['', 'NULL', null, '{"a\\",}', '张*三', '🛂', "'; drop table entry; --"]),
    ['', 'NULL', null, '{"a\\",}', '张*三', '🛂', "'; drop table entry; --"],
  ],
  ['ids', 'uuid', encodeArray(UUID, [ONE, null]), [ONE, null]],
])('PostgreSQL reads an array of %s', async (_what, type, array, expected) => {
  // An empty one that has a dimension is the same to `unnest`, and is not equal to one without.
  const { rows } = await sql`select it from unnest(${array}::${sql.raw(type)}[]) as it`.execute(database.store);
  expect(rows).toEqual(expected.map((it) => ({ it })));
});
