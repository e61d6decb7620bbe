import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openHubMemory } from '../../../electron/sync/memory.ts';
import { freshFolder } from '../folders.ts';

const NOTHING = { isRevoked: false, settingsVersion: 0, certificateFault: null, venueCode: null };

test('of a kiosk that has just enrolled there is nothing', () => {
  expect(openHubMemory(freshFolder(), 'k1').read()).toEqual(NOTHING);
});

test('what the hub has said holds at once and after a restart', () => {
  const folder = freshFolder();
  const memory = openHubMemory(folder, 'k1');
  expect(memory.change({ isRevoked: true })).toEqual({ isSaved: true });
  memory.change({ settingsVersion: 7 });
  const expected = { ...NOTHING, isRevoked: true, settingsVersion: 7 };
  expect(memory.read()).toEqual(expected);
  expect(openHubMemory(folder, 'k1').read()).toEqual(expected);
});

test('enrolled anew the kiosk is another, of whom the hub has said nothing', () => {
  const folder = freshFolder();
  openHubMemory(folder, 'k1').change({ isRevoked: true, settingsVersion: 7 });
  expect(openHubMemory(folder, 'k2').read()).toEqual(NOTHING);
});

test.each(['', 'half of', '{"kiosk":"k1","isRevoked":"no"}'])(
  'a file that is damaged (%#) lets nobody in until the hub has answered',
  (content) => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'hub-memory.json'), content);
    const memory = openHubMemory(folder, 'k1');
    expect(memory.read()).toEqual({ ...NOTHING, isRevoked: true });
    memory.change({ isRevoked: false });
    expect(JSON.parse(readFileSync(join(folder, 'hub-memory.json'), 'utf8'))).toEqual({ kiosk: 'k1', ...NOTHING });
  },
);

test('a disk that does not take it is said, and the change holds', () => {
  const folder = join(freshFolder(), 'gone');
  const memory = openHubMemory(folder, 'k1');
  expect(memory.change({ isRevoked: true })).toEqual({ isSaved: false });
  expect(memory.read().isRevoked).toBe(true);
});
