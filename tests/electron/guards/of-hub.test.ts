import { expect, test } from 'vitest';
import { openGuardDesk } from '../../../electron/guards/desk.ts';
import { readGuards, writeGuards } from '../../../electron/guards/list.ts';
import { openHubGuards } from '../../../electron/guards/of-hub.ts';
import { ok } from '../../../shared/result.ts';
import { freshFolder } from '../folders.ts';

const REVISION = '0180bab7-0c00-7000-8000-0000000000f1';
const PIN = `$argon2id$v=19$m=76800,t=3,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;
const GUARDS = [{ number: 'G1', name: '小王', role: 'guard', pin: PIN }] as const;

function accessIn(directory: string): string {
  const desk = openGuardDesk({
    ...{ directory, demoList: null, triesNotSaved: () => undefined },
    ...{ monotonicMs: () => 0, after: () => () => undefined, ended: () => undefined },
  });
  return desk.status().access;
}

test.each([
  ['a gate with nobody', { revision: REVISION, list: [] }],
  ['a venue that has nobody any more', { revision: null, list: [] }],
])('the hub’s list of %s opens the kiosk to nobody', (_whose, sent) => {
  const directory = freshFolder();
  const hub = openHubGuards(directory);
  hub.take({ revision: REVISION, list: [...GUARDS] });
  expect(hub.take(sent)).toEqual(ok(null));
  expect([readGuards(directory), hub.revision(), accessIn(directory)]).toEqual([ok([]), sent.revision, 'locked']);
});

test('a kiosk that never had a list stays locked where the hub has none, and one that was made at the kiosk stays', () => {
  const directory = freshFolder();
  const hub = openHubGuards(directory);
  hub.take({ revision: null, list: [] });
  expect(accessIn(directory)).toBe('locked');
  writeGuards(directory, GUARDS);
  hub.take({ revision: null, list: [] });
  expect(readGuards(directory)).toEqual(ok([...GUARDS]));
});
