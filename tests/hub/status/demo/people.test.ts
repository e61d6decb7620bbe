import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPerson, saveDemoPeople, savePerson, type DemoPerson } from '../../../../hub/status/demo/people.ts';
import type { Database } from '../../../../hub/store/open.ts';
import type { StatusQuery } from '../../../../shared/status.ts';
import { createDatabase, NOON, openMigrated } from '../../database.ts';

const INDEX = randomBytes(32);
const CARD: StatusQuery = { is: 'document-number', text: '11010519491231002X' };
const PERSON: DemoPerson = { subject: randomBytes(8), maskedName: '赵*三', colour: 'green', test: null };

let database: Database;

beforeAll(async () => {
  database = await openMigrated(await createDatabase());
});

afterAll(async () => {
  await database.close();
});

test('a person is found by what was asked, under the same key, and by nothing else', async () => {
  await savePerson(database.store, INDEX, CARD, PERSON);
  expect(await findPerson(database.store, INDEX, CARD)).toEqual(PERSON);
  expect(await findPerson(database.store, INDEX, { ...CARD, is: 'online-code' })).toBeUndefined();
  expect(await findPerson(database.store, randomBytes(32), CARD)).toBeUndefined();
});

test('what is new of a person replaces what was, and the person stays the same', async () => {
  const test = { sampledAt: new Date(NOON), isNegative: false };
  await savePerson(database.store, INDEX, CARD, { ...PERSON, subject: randomBytes(8), colour: 'red', test });
  expect(await findPerson(database.store, INDEX, CARD)).toEqual({ ...PERSON, colour: 'red', test });
});

test('the demo’s people are there as often as it starts', async () => {
  const index = randomBytes(32);
  await saveDemoPeople(database.store, index, new Date(NOON));
  const first = await findPerson(database.store, index, CARD);
  await saveDemoPeople(database.store, index, new Date(NOON + 1000));
  const again = await findPerson(database.store, index, CARD);
  expect(again?.subject).toEqual(first?.subject);
  expect(again?.test?.sampledAt.getTime()).toBe((first?.test?.sampledAt.getTime() ?? 0) + 1000);
});
