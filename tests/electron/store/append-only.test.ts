import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openDatabase, readValue, type Database } from '../../../electron/store/sqlite.ts';
import { freshFolder } from '../folders.ts';
import { entryAt, NINE } from './journal-entries.ts';
import { open } from './journal-kit.ts';

let database: Database;

/** Five entries, of which the hub has acknowledged 0, 1 and 2. */
beforeEach(() => {
  const path = join(freshFolder(), 'journal.db');
  const { journal } = open(path);
  for (let n = 0; n < 5; n += 1) journal.append(entryAt(NINE + n));
  database = openDatabase(path);
  database.exec('pragma recursive_triggers = on; pragma foreign_keys = on');
  database.exec('update sync_mark set acknowledged_through = 2');
  database.exec(`insert into hub_mark values (0, '${EPOCH}', 4), (1, '${EPOCH.replace('a', 'b')}', 2)`);
  return () => {
    database.close();
  };
});

const EPOCH = '0180bab7-0c00-7000-8000-00000000000a';
const COPY = 'chain, id, previous_hash, hash, type, epoch_ms, offset_minutes, is_clock_confirmed, reasons';
const HEAD = '(select hash from entry order by sequence desc limit 1)';
const copyAs = (verb: string, sequence: string, previous: string): string =>
  `${verb} into entry (sequence, ${COPY}) select ${sequence}, ${COPY.replace('previous_hash', previous)}
   from entry where sequence = 3`;

test.each([
  ['changing an entry', 'update entry set verdict = 0', 'final'],
  ['changing an entry to what it is', 'update entry set verdict = verdict where sequence = 0', 'final'],
  ['changing the number of an entry', 'update entry set sequence = 5 where sequence = 4', 'final'],
  ['updating on conflict', `${copyAs('insert', '4', HEAD)} on conflict do update set verdict = 'admit'`, 'follows'],
  [
    'deleting an entry that the hub has not acknowledged',
    'delete from entry where sequence = 4',
    /acknowledged|oldest/,
  ],
  ['deleting everything', 'delete from entry', /acknowledged/],
  ['deleting all but the last, one of them not acknowledged', 'delete from entry where sequence < 4', 'acknowledged'],
  ['deleting from the middle', 'delete from entry where sequence = 1', 'oldest'],
  ['putting another entry in the place of the last', copyAs('insert or replace', '4', HEAD), 'follows'],
  ['putting another entry in the place of an old one', copyAs('replace', '1', HEAD), 'follows'],
  ['an entry in an old place', copyAs('insert', '2', HEAD), 'follows'],
  ['an entry in an old place, ignoring conflicts', copyAs('insert or ignore', '2', HEAD), 'follows'],
  ['an entry that leaves a hole', copyAs('insert', '6', HEAD), 'follows'],
  ['an entry without a number', copyAs('insert', 'null', HEAD), 'follows'],
  ['an entry that names another predecessor', copyAs('insert', '5', 'zeroblob(32)'), 'follows'],
  ['an entry of another chain', copyAs('insert', '5', HEAD).replace('select 5, chain', "select 5, 'x'"), 'FOREIGN'],
  ['moving the mark back', 'update sync_mark set acknowledged_through = 1', 'forward'],
  ['moving the mark past the last entry', 'update sync_mark set acknowledged_through = 5', 'forward'],
  ['replacing the mark', 'insert or replace into sync_mark select chain, 4 from sync_mark', 'begins'],
  ['removing the mark', 'delete from sync_mark', 'stays'],
  ['moving the mark of an epoch back', 'update hub_mark set acknowledged_through = 1 where number = 1', 'forward'],
  [
    'moving the mark of an epoch that is over',
    'update hub_mark set acknowledged_through = 4 where number = 0',
    'forward',
  ],
  ['moving the mark of an epoch past the last entry', 'update hub_mark set acknowledged_through = 5', 'forward'],
  ['an epoch that was already', `insert into hub_mark values (2, '${EPOCH.replace('a', 'b')}', 0)`, 'another epoch'],
  ['an epoch out of its turn', `insert into hub_mark values (3, '${EPOCH}', 0)`, 'another epoch'],
  ['an epoch in the place of another', `insert or replace into hub_mark values (1, '${EPOCH}', 0)`, 'another epoch'],
  ['removing an epoch', 'delete from hub_mark', 'stays'],
  ['renaming the chain', "update chain set id = 'x'", 'name'],
  ['removing the chain', 'delete from chain', 'name'],
  ['a second chain', "insert into chain (id) values ('x')", 'UNIQUE'],
  ['a second chain in the place of the first', "insert or replace into chain (id) values ('x')", 'name'],
  ['writing to the schema by hand', 'pragma writable_schema = on; delete from sqlite_schema', 'may not be modified'],
])('the database refuses %s', (_case, sql, message) => {
  const before = [...database.prepare('select * from entry').iterate()];
  expect(() => {
    database.exec(sql);
  }).toThrow(message);
  expect([...database.prepare('select * from entry').iterate()]).toEqual(before);
  expect(readValue(database, 'select acknowledged_through from sync_mark')).toBe(2);
});

test.each([
  ['an id that is too short', 'id', "'x'"],
  ['a short hash', 'hash', 'zeroblob(31)'],
  ['a type that there is not', 'type', "'x'"],
  ['a confirmation that is neither', 'is_clock_confirmed', '2'],
  ['a verdict that there is not', 'verdict', "'x'"],
  ['reasons that are no JSON', 'reasons', "'x'"],
  ['reasons that are no list', 'reasons', "'{}'"],
  ['a colour that there is not', 'colour', "'x'"],
  ['a short person key', 'person_key, person_key_id', "zeroblob(31), 'v1'"],
  ['a person key without its id', 'person_key', 'zeroblob(32)'],
  ['an id of no person key', 'person_key_id', "'v1'"],
])('the database refuses %s, also by a connection that ignores the checks of its tables', (_case, columns, values) => {
  const others = COPY.split(', ').filter((it) => it !== columns);
  const sql = `insert into entry (sequence, ${others.join(', ')}, ${columns})
    select 5, ${others.join(', ').replace('previous_hash', HEAD)}, ${values} from entry where sequence = 3`;
  expect(() => {
    database.exec(sql);
  }).toThrow(/what the table says/);
  database.exec('pragma ignore_check_constraints = on');
  expect(() => {
    database.exec(sql);
  }).toThrow(/what the table says/);
});

test('the next entry is taken', () => {
  database.exec(copyAs('insert', '5', HEAD));
  expect(readValue(database, 'select max(sequence) from entry')).toBe(5);
});

test('acknowledged entries may be deleted, oldest first', () => {
  database.exec('delete from entry where sequence <= 2');
  expect(readValue(database, 'select min(sequence) from entry')).toBe(3);
});

test('the last entry stays even when acknowledged, so that the next can follow it', () => {
  database.exec('update sync_mark set acknowledged_through = 4');
  expect(() => {
    database.exec('delete from entry');
  }).toThrow('never the last');
  database.exec('delete from entry where sequence < 4');
  expect(readValue(database, 'select count(*) from entry')).toBe(1);
});
