import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readHubFile } from '../../electron/sync/enrolment.ts';
import { enrol } from '../../electron/sync/enrol.ts';
import { meetHub } from '../../electron/sync/meet.ts';
import { learnTicket } from '../../electron/sync/typed.ts';
import { openVenueKey } from '../../electron/venue.ts';
import { fail } from '../../shared/result.ts';
import { decodeTicket, encodeTicket } from '../../shared/ticket.ts';
import { freshFolder } from '../electron/folders.ts';
import { startHub, type TestHub } from './server.ts';

const ROOT = Buffer.from('{"signed":{"_type":"root","version":1}}');

let hub: TestHub;
let rules: string;

beforeAll(async () => {
  rules = mkdtempSync(join(tmpdir(), 'sentinel-rules-'));
  writeFileSync(join(rules, '1.root.json'), ROOT);
  hub = await startHub({}, { address: 'http://127.0.0.1:1', policyFolder: rules });
});

afterAll(async () => {
  await hub.close();
  rmSync(rules, { recursive: true, force: true });
});

/** A ticket of this hub, which does not know its own port before it listens. */
async function ticketFor(venue: string, gate = 'north'): Promise<string> {
  const { body } = await hub.administrate('/v1/enrolment-codes', { venue, gate });
  const ticket = decodeTicket(z.object({ ticket: z.string() }).parse(body).ticket);
  if (!ticket.ok) throw new Error(ticket.fault);
  return encodeTicket({ ...ticket.value, hub: hub.url });
}

function enrolIn(directory: string, ticket: string, owed = 0): ReturnType<typeof enrol> {
  return enrol({
    ticket,
    directory,
    store: null,
    owed: () => owed,
    meet: (known, key) => meetHub(known, key, null, undefined),
  });
}

function venueFolder(): string {
  const directory = join(freshFolder(), 'venue');
  mkdirSync(directory);
  return directory;
}

test('a kiosk enrols at a real hub by its ticket, and two of one venue have one venue key', async () => {
  const [first, second, elsewhere] = [venueFolder(), venueFolder(), venueFolder()];
  expect(await enrolIn(first, await ticketFor('甲商场'))).toMatchObject({ ok: true, value: { venue: '甲商场' } });
  expect(readFileSync(join(first, 'root.json'))).toEqual(ROOT);
  await enrolIn(second, await ticketFor('甲商场', 'south'));
  await enrolIn(elsewhere, await ticketFor('乙商场'));
  const keyIn = (directory: string): string => openVenueKey(directory, null).id;
  expect(keyIn(second)).toBe(keyIn(first));
  expect(keyIn(elsewhere)).not.toBe(keyIn(first));
});

test('a kiosk at which the hub’s address and a code are typed enrols as by the ticket, and again where the answer was lost', async () => {
  const directory = venueFolder();
  const ticket = decodeTicket(await ticketFor('丁商场'));
  if (!ticket.ok) throw new Error(ticket.fault);
  const typed = { hub: hub.url, code: ticket.value.code };
  const learn = (): ReturnType<typeof learnTicket> => learnTicket(typed, null, undefined);
  expect(await learn()).toEqual({ ok: true, value: encodeTicket(ticket.value) });
  const lossy = await enrol({
    ...{ ticket: encodeTicket(ticket.value), directory, store: null, owed: () => 0 },
    meet: async (known, key) => {
      const at = await meetHub(known, key, null, undefined);
      if (!at.ok) return at;
      const post: (typeof at.value)['post'] = async (...asked) => {
        await at.value.post(...asked);
        return fail('hub-unreachable');
      };
      return { ok: true, value: { ...at.value, post } };
    },
  });
  expect(lossy).toEqual(fail('hub-unreachable'));
  const again = await learn();
  expect(await enrolIn(directory, again.ok ? again.value : '')).toMatchObject({ ok: true, value: { venue: '丁商场' } });
  expect(readFileSync(join(directory, 'root.json'))).toEqual(ROOT);
  const other = await learn();
  expect(await enrolIn(venueFolder(), other.ok ? other.value : '')).toEqual(fail('code-used'));
});

test('a ticket is good once', async () => {
  const ticket = await ticketFor('甲商场');
  await enrolIn(venueFolder(), ticket);
  expect(await enrolIn(venueFolder(), ticket)).toEqual(fail('code-used'));
});

test('where the answer is lost the same ticket is good again, as often as that happens, and the kiosk is one', async () => {
  const directory = venueFolder();
  const ticket = await ticketFor('丙商场');
  let losing = 2;
  const lossy = (): ReturnType<typeof enrol> =>
    enrol({
      ...{ ticket, directory, store: null, owed: () => 0 },
      meet: async (known, key) => {
        const at = await meetHub(known, key, null, undefined);
        if (!at.ok) return at;
        const post: (typeof at.value)['post'] = async (...asked) => {
          const answer = await at.value.post(...asked);
          losing -= 1;
          return losing < 0 ? answer : fail('hub-unreachable');
        };
        return { ok: true, value: { ...at.value, post } };
      },
    });
  expect([await lossy(), await lossy()]).toEqual([fail('hub-unreachable'), fail('hub-unreachable')]);
  expect(await lossy()).toMatchObject({ ok: true, value: { venue: '丙商场', beginsNewChain: false } });
  const { store } = hub.hub.database;
  const kiosks = await store.selectFrom('kiosk').selectAll().where('venue', '=', '丙商场').execute();
  expect(kiosks.filter(({ revoked_at: revokedAt }) => revokedAt === null).map(({ id }) => id)).toEqual([
    readHubFile(directory)?.kiosk,
  ]);
  // And for nobody else.
  expect(await enrolIn(venueFolder(), ticket)).toEqual(fail('code-used'));
});

test('enrolled anew in its venue a kiosk takes another’s place; in another venue not while entries are owed', async () => {
  const directory = venueFolder();
  await enrolIn(directory, await ticketFor('甲商场'));
  const before = readHubFile(directory)?.kiosk;
  const again = await enrolIn(directory, await ticketFor('甲商场'), 5);
  expect(again).toMatchObject({ ok: true, value: { beginsNewChain: false } });
  expect(readHubFile(directory)?.kiosk).not.toBe(before);
  const moving = await ticketFor('乙商场');
  expect(await enrolIn(directory, moving, 5)).toEqual(fail('entries-owed'));
  expect(await enrolIn(directory, moving)).toMatchObject({
    ok: true,
    value: { venue: '乙商场', beginsNewChain: true },
  });
});
