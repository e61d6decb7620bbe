import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLEET_CALLS, type ShownVenueCode } from '../../../shared/console/fleet.ts';
import type { Answer } from '../kiosk.ts';
import { faultOf, startConsole, VENUE, type ConsoleHub, type Person } from './kit.ts';

const OTHER = '南站';

let server: ConsoleHub;
let it: Person;

beforeAll(async () => {
  server = await startConsole({}, { address: 'https://hub.example' });
  it = await server.person('it');
});

afterAll(async () => {
  await server.close();
});

const told = ({ body }: Answer): ShownVenueCode => FLEET_CALLS['fleet:venue-code-issue'].reply.parse(body);

async function list(by = it, venue: string | null = null): Promise<readonly ShownVenueCode[]> {
  return FLEET_CALLS['fleet:venue-codes'].reply.parse((await by.ask('fleet:venue-codes', { venue })).body).codes;
}

test('IT issues a gate’s code, issues it anew and withdraws it; the audit log says so', async () => {
  const first = told(await it.ask('fleet:venue-code-issue', { venue: null, gate: 'north' }));
  expect(first).toMatchObject({ venue: VENUE, gate: 'north', serial: 1, issuedBy: it.login, mode: 'sentinel' });
  expect(first.address).toMatch(/^https:\/\/hub\.example\/v\/#[\w-]{100,}$/u);
  const second = told(await it.ask('fleet:venue-code-issue', { venue: null, gate: 'north' }));
  expect(second).toMatchObject({ serial: 2, withdrawnAt: null });
  expect(second.address).not.toBe(first.address);
  const withdrawn = told(await it.ask('fleet:venue-code-withdraw', { venue: null, gate: 'north' }));
  expect(withdrawn).toMatchObject({ serial: 2, address: null });
  expect(withdrawn.withdrawnAt).not.toBeNull();
  expect(faultOf(await it.ask('fleet:venue-code-withdraw', { venue: null, gate: 'north' }))).toBe('not-found');
  expect(await list()).toEqual([withdrawn]);
  const audited = (await server.audited()).filter(({ did }) => did.startsWith('venue-code'));
  expect(audited.map(({ did, about }) => [did, about])).toEqual([
    ['venue-code-issued', { gate: 'north', serial: 1 }],
    ['venue-code-issued', { gate: 'north', serial: 2 }],
    ['venue-code-withdrawn', { gate: 'north', serial: 2 }],
  ]);
});

test('what is set from afar says how visitors of the gate check in', async () => {
  await it.ask('fleet:venue-code-issue', { venue: null, gate: 'east' });
  const values = { checkIn: 'both' } as const;
  await it.ask('fleet:settings-save', { venue: null, gate: 'east', values, over: null });
  expect((await list()).find(({ gate }) => gate === 'east')).toMatchObject({ mode: 'both' });
});

test('nobody sees or changes codes of another venue', async () => {
  const other = await server.person('it', OTHER);
  expect(await list(other)).toEqual([]);
  expect(faultOf(await other.ask('fleet:venue-codes', { venue: VENUE }))).toBe('not-allowed');
  expect(faultOf(await other.ask('fleet:venue-code-issue', { venue: VENUE, gate: 'north' }))).toBe('not-allowed');
  expect(faultOf(await other.ask('fleet:venue-code-withdraw', { venue: VENUE, gate: 'north' }))).toBe('not-allowed');
  const overAll = await server.person('it', null);
  expect(faultOf(await overAll.ask('fleet:venue-code-issue', { venue: null, gate: 'north' }))).toBe('ask-malformed');
  expect((await list(overAll, VENUE)).length).toBeGreaterThan(0);
});
