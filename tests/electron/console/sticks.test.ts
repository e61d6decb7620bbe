import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stickIn } from '../../../electron/console/sticks.ts';
import { freshFolder } from '../folders.ts';
import { mountSmallDisk } from '../store/small-disk.ts';

test.each([[['STICK']], [['user', 'STICK']]])('a stick is found under %j, where the system shows it', (path) => {
  const root = freshFolder();
  const stick = join(root, ...path);
  mkdirSync(stick, { recursive: true });
  expect(stickIn([join(root, 'none'), root], (place) => place === stick)).toBe(stick);
});

test('a folder of the kiosk’s own disk is no stick', () => {
  const root = freshFolder();
  mkdirSync(join(root, 'user', 'STICK'), { recursive: true });
  expect(stickIn([root])).toBeNull();
  expect(stickIn([join(root, 'none')])).toBeNull();
});

test('what is mounted is one', ({ skip }) => {
  const root = freshFolder();
  const stick = join(root, 'STICK');
  if (!mountSmallDisk(stick)) skip('no right to mount a small disk');
  expect(stickIn([root])).toBe(stick);
});
