import { verify } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { isWeak, openPasswords } from '../../../hub/console/password.ts';

test.each([
  ['kettle-lantern-42-orchard', false],
  ['password1234', true],
  ['Pass-Word 1234', true],
  ['1q2w3e4r5t6y', true],
  ['aaaaaaaaaaaaaaaa', true],
  ['abababababab12', true],
  ['xiaowang', true],
  ['XiaoWang2022', true],
  ['xiaowangxiaowang', true],
  ['xiaowang-kettle', false],
  ['正确的马电池订书钉很长', false],
])('the password %s of xiaowang is weak: %s', (password, expected) => {
  expect(isWeak(password, 'xiaowang')).toBe(expected);
});

test('a password is kept as Argon2id, and is the same however its letters are composed', async () => {
  const passwords = openPasswords();
  const hashed = await passwords.hash('Café-lantern-42');
  expect(hashed).toMatch(/^\$argon2id\$v=19\$m=76800,t=3,p=1\$/u);
  expect(await passwords.isRight('Cafe\u0301-lantern-42', hashed)).toEqual({ ok: true, value: true });
  expect(await passwords.isRight('cafe-lantern-42', hashed)).toEqual({ ok: true, value: false });
  expect(await verify(hashed, 'Café-lantern-42')).toBe(true);
});

test('nobody’s password is looked at as somebody’s is, and is never right', async () => {
  const passwords = openPasswords();
  expect(await passwords.isRight('', null)).toEqual({ ok: true, value: false });
});

test('so many at once are refused that would be looked at long after', async () => {
  let isLookedAt: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (isLookedAt = resolve));
  const passwords = openPasswords(() => held.then(() => true));
  const waiting = Array.from({ length: 10 }, () => passwords.isRight('x', 'phc'));
  expect(await passwords.isRight('x', 'phc')).toEqual({ ok: false, fault: 'too-many-requests' });
  isLookedAt();
  expect((await Promise.all(waiting)).every((answer) => answer.ok && answer.value)).toBe(true);
  expect(await passwords.isRight('x', 'phc')).toEqual({ ok: true, value: true });
});
