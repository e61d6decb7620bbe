import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { startSimulated, type Simulated } from '../simulators/simulated.ts';
import { setting, watch, type Watched } from './readers-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'sentinel-readers-'));
const opened: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let links = 0;

/** At a steady name, since a port has a new one each time it is plugged in. */
async function simulated(kind: string, ...args: string[]): Promise<Simulated> {
  const it = await startSimulated(kind, '--link', join(folder, `${kind}-${(links += 1)}`), ...args);
  opened.push(it.stop);
  return it;
}

function watched(...settings: Parameters<typeof watch>[0]): Watched {
  const it = watch(settings);
  opened.push(it.readers.close);
  return it;
}

const isReady =
  ({ readers }: Watched) =>
  (): boolean =>
    readers.statuses().every(({ state }) => state === 'ready');

function said({ presented }: Watched): string[] {
  return presented.map(({ what }) => {
    if (what.kind === 'card') return what.card.name;
    if (what.kind === 'code') return what.text;
    return what.kind === 'card-fault' ? what.fault : String(what.celsius);
  });
}

test('scanners, a card reader and a thermometer speak at once, each by itself', async () => {
  const [card, warm, first, second] = await Promise.all([
    simulated('id-card', '--demo'),
    simulated('thermometer'),
    simulated('scanner'),
    simulated('scanner', '--terminator', 'none', '--aim', '--encoding', 'gb18030', '--chunk', '1'),
  ]);
  const it = watched(
    setting(card.port, { role: 'id-card' }),
    setting(warm.port, { role: 'thermometer', driver: 'ascii', baudRate: 9600 }),
    setting(first.port, { id: 'in' }),
    setting(second.port, { id: 'out', lane: 'out' }),
  );
  await it.until(isReady(it));
  card.tell({ do: 'lay' });
  warm.tell({ do: 'measure', celsius: 36.4 });
  first.tell({ text: 'HC1:ABC' });
  second.tell({ text: '张小三' });
  await it.until(() => it.presented.length === 4);
  expect(said(it).sort()).toEqual(['36.4', 'HC1:ABC', '张小三', '欧阳小明'].sort());
  expect(it.presented.find(({ device }) => device === 'id-card')?.what).toMatchObject({
    samNumber: '05.03-20220513-0000000001-0000000042',
  });
  expect(it.failures).toEqual([]);
  const meters = it.readers.meters();
  expect(meters.map(({ id }) => id)).toEqual(['id-card', 'thermometer', 'in', 'out']);
  // The text and its end; of the one without an end its bytes in GB 18030.
  expect(meters.slice(2).map(({ bytes }) => bytes >= 6 && bytes <= 9)).toEqual([true, true]);
  expect(meters.every(({ bytes, quietMs }) => bytes > 0 && quietMs !== null && quietMs >= 0)).toBe(true);
});

test('a card is taken once, and again when it was away', async () => {
  const card = await simulated('id-card', '--demo', '--finds-again');
  const it = watched(setting(card.port, { role: 'id-card' }));
  await it.until(isReady(it));
  card.tell({ do: 'lay' });
  for (let looks = 0; looks < 5; looks += 1) await card.until('answered', { what: 'find', status: '9F' });
  card.tell({ do: 'lift' });
  for (let looks = 0; looks < 3; looks += 1) await card.until('answered', { what: 'find', status: '80' });
  expect(said(it)).toEqual(['欧阳小明']);
  card.tell({ do: 'lay' });
  await it.until(() => it.presented.length === 2);
});

test('a card that is taken away too early is told, and read when it is laid again', async () => {
  const card = await simulated('id-card', '--demo', '--fault', 'leave-early');
  const it = watched(setting(card.port, { role: 'id-card' }));
  await it.until(isReady(it));
  card.tell({ do: 'lay' });
  await it.until(() => it.presented.length === 1);
  card.tell({ do: 'fault', faults: [] });
  card.tell({ do: 'lay' });
  await it.until(() => it.presented.length === 2);
  expect(said(it)).toEqual(['card-left-early', '欧阳小明']);
});

test.each(['extra-zero', 'split', 'slow', 'noise'])('cards are read on a line with the fault %s', async (fault) => {
  const card = await simulated('id-card', '--demo', '--fault', fault, '--chunk', '64');
  const it = watched(setting(card.port, { role: 'id-card' }));
  await it.until(isReady(it));
  card.tell({ do: 'lay' });
  await it.until(() => it.presented.length === 1);
  expect(said(it)).toEqual(['欧阳小明']);
});

test.each(['drop', 'garble'])('what a line with the fault %s spoils is never believed', async (fault) => {
  const card = await simulated('id-card', '--demo', '--fault', fault, '--fault-rate', '0.3', '--seed', '7');
  const it = watched(setting(card.port, { role: 'id-card' }));
  await it.until(isReady(it));
  for (let visitor = 1; visitor <= 3; visitor += 1) {
    card.tell({ do: 'lay' });
    await it.until(() => it.presented.length >= visitor);
    card.tell({ do: 'lift' });
    // Some of these answers are spoilt too.
    for (let looks = 0; looks < 5; looks += 1) await card.until('answered', { what: 'find', status: '80' });
  }
  expect(new Set(said(it).filter((what) => !what.startsWith('card-')))).toEqual(new Set(['欧阳小明']));
});

test.each([
  ['not-authorised', 'sam-not-authorised'],
  ['failed', 'faulty'],
  ['silent', 'no-answer'],
])('a reader whose module is %s is %s, and ready again by itself', async (sam, state) => {
  const card = await simulated('id-card', '--demo', '--sam', sam);
  const it = watched(setting(card.port, { role: 'id-card', baudRate: null }));
  await it.until(() => it.readers.statuses()[0]?.state === state);
  card.tell({ do: 'sam', state: 'ok' });
  await it.until(isReady(it));
  card.tell({ do: 'lay' });
  await it.until(() => it.presented.length === 1);
  expect(it.failures).toEqual([]);
});

describe('unplugged', () => {
  test('twice a second while cards are read, it is read again within two seconds of being plugged in', async () => {
    const card = await simulated('id-card', '--demo', '--baud', '19200');
    const it = watched(setting(card.port, { role: 'id-card', baudRate: null }));
    await it.until(isReady(it));
    card.tell({ do: 'lay' });
    for (let times = 0; times < 7; times += 1) {
      card.tell({ do: times % 2 === 0 ? 'unplug' : 'plug' });
      await wait(250);
    }
    // While it is unplugged: one that was found before it went would rightly be said to have left early.
    card.tell({ do: 'lift' });
    card.tell({ do: 'plug' });
    await wait(250);
    const pluggedAt = performance.now();
    await it.until(isReady(it));
    expect(performance.now() - pluggedAt).toBeLessThan(2000);
    await card.until('answered', { what: 'find', status: '80' });
    await card.until('answered', { what: 'find', status: '80' });
    const before = it.presented.length;
    card.tell({ do: 'lay' });
    await it.until(() => it.presented.length > before);
    expect(new Set(said(it))).toEqual(new Set(['欧阳小明']));
    expect(it.states.get('id-card')).toContain('not-connected');
    expect(it.failures).toEqual([]);
  });

  test('in the middle of a card, what came of it is nothing', async () => {
    const card = await simulated('id-card', '--demo', '--baud', '9600');
    const it = watched(setting(card.port, { role: 'id-card' }));
    await it.until(isReady(it));
    card.tell({ do: 'lay' });
    await card.until('asked', { what: 'read' });
    card.tell({ do: 'unplug' });
    await card.until('unplugged');
    card.tell({ do: 'lift' });
    card.tell({ do: 'plug' });
    await it.until(() => it.states.get('id-card')?.join().endsWith('not-connected,ready') === true);
    expect(it.presented).toEqual([]);
  });

  test('in the middle of a code, half of it is nothing', async () => {
    const scanner = await simulated('scanner', '--baud', '9600');
    const it = watched(setting(scanner.port, { baudRate: 9600 }));
    await it.until(isReady(it));
    scanner.tell({ text: 'FIRST' });
    await it.until(() => it.presented.length === 1);
    scanner.tell({ text: 'A'.repeat(500) });
    await wait(200);
    scanner.tell({ do: 'unplug' });
    await it.until(() => it.readers.statuses()[0]?.state === 'not-connected');
    scanner.tell({ do: 'plug' });
    await it.until(isReady(it));
    scanner.tell({ text: 'HC1:ABC' });
    await it.until(() => it.presented.length > 1);
    expect(said(it)).toEqual(['FIRST', 'HC1:ABC']);
  });
});

test('devices can be added, taken away and set up anew; those that stay are not disturbed', async () => {
  const [one, other] = await Promise.all([simulated('scanner'), simulated('scanner')]);
  const stays = setting(one.port, { id: 'stays' });
  const it = watched(stays);
  await it.until(isReady(it));
  await it.readers.change([{ ...stays }, setting(other.port, { id: 'new', baudRate: 9600 })]);
  await it.until(isReady(it));
  await it.readers.change([stays, setting(other.port, { id: 'new' })]);
  await it.until(isReady(it));
  one.tell({ text: 'ONE' });
  other.tell({ text: 'OTHER' });
  await it.until(() => it.presented.length === 2);
  expect(it.states.get('stays')).toEqual(['ready']);
  await it.readers.change([stays]);
  expect(it.readers.statuses()).toEqual([{ id: 'stays', role: 'scanner', lane: 'in', state: 'ready' }]);
});

test('the log names devices and states, and nobody', async () => {
  const scanner = await simulated('scanner');
  const it = watched(setting(scanner.port, { id: 'lane-1' }));
  await it.until(isReady(it));
  scanner.tell({ text: 'A'.repeat(8000) });
  scanner.tell({ text: 'SECRET-TEXT' });
  await it.until(() => it.presented.length === 1);
  expect(it.logged).toEqual([
    { event: 'reader-state', fields: { device: 'lane-1', state: 'ready' } },
    { event: 'reader-trouble', fields: { device: 'lane-1', fault: 'code-too-long' } },
  ]);
});
