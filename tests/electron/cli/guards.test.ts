import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { decode } from '../../../electron/cli/decode.ts';
import { guards } from '../../../electron/cli/guards.ts';
import { GUARDS_FILE, readGuards, writeGuards } from '../../../electron/guards/list.ts';
import { isPinOf } from '../../../electron/guards/pin.ts';
import { badgeText } from '../../../shared/guard.ts';
import { MAX_GUARDS } from '../../../shared/guard-list.ts';
import { freshFolder } from '../folders.ts';
import { run, type Answered } from './cli-kit.ts';

let profile: string;
let directory: string;

beforeEach(() => {
  profile = freshFolder();
  directory = join(profile, 'demo');
  mkdirSync(directory);
});

const command = (what: string, lines: readonly object[] = [], ...args: readonly string[]): Promise<Answered> =>
  run(guards, [what, '--profile', profile, '--demo', ...args], lines);

const WANG = { number: 'G07', name: '小王', role: 'guard', pin: '502817' };
const LI = { number: 'A-1', name: '老李', role: 'supervisor', pin: '91735508' };

test('guards are put on the list, told, and taken off it', async () => {
  expect(await command('add', [WANG, LI])).toEqual({
    exit: 0,
    lines: [
      { number: 'G07', isListed: true },
      { number: 'A-1', isListed: true },
    ],
  });
  expect((await command('list')).lines).toEqual([
    { number: 'A-1', name: '老李', role: 'supervisor', hasPin: true, from: 'here' },
    { number: 'G07', name: '小王', role: 'guard', hasPin: true, from: 'here' },
  ]);
  expect((await command('remove', [{ number: 'G07' }])).lines).toEqual([{ number: 'G07', isListed: false }]);
  expect((await command('list')).lines).toMatchObject([{ number: 'A-1', name: '老李', role: 'supervisor' }]);
});

test('the file has no PIN, and is the owner’s alone', async () => {
  await command('add', [WANG]);
  const path = join(directory, GUARDS_FILE);
  expect(readFileSync(path, 'utf8')).not.toContain(WANG.pin);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('the same number again gets the new PIN', async () => {
  await command('add', [WANG]);
  await command('add', [{ ...WANG, pin: '730264' }]);
  const list = readGuards(directory);
  expect(list.ok && list.value).toHaveLength(1);
  const [guard] = list.ok ? list.value : [];
  expect(await isPinOf(guard?.pin ?? '', '730264')).toBe(true);
});

test.each([
  ['a guard’s PIN of five digits', { ...WANG, pin: '50281' }, 'pin'],
  ['a supervisor’s PIN of seven', { ...LI, pin: '9173550' }, 'pin'],
  ['a PIN of thirteen', { ...WANG, pin: '5028170281702' }, 'pin'],
  ['letters in a PIN', { ...WANG, pin: '50281a' }, 'pin'],
  ['one digit over and over', { ...WANG, pin: '000000' }, 'pin'],
  ['digits in a row', { ...WANG, pin: '456789' }, 'pin'],
  ['digits in a row downwards', { ...LI, pin: '98765432' }, 'pin'],
  ['a number in small letters', { ...WANG, number: 'g07' }, 'number'],
  ['no name', { ...WANG, name: ' ' }, 'name'],
  ['a name that is none', { ...WANG, name: '<b>' }, 'name'],
  ['a role nobody has', { ...WANG, role: 'chief' }, 'role'],
])('%s is refused, and the line not quoted', async (_case, line, field) => {
  const answered = await command('add', [line]);
  expect(answered).toMatchObject({ exit: 2, lines: [{ error: { field } }] });
  expect(JSON.stringify(answered.lines)).not.toContain(line.pin);
  expect((await command('list')).lines).toEqual([]);
});

test(`the ${MAX_GUARDS + 1}th guard is one too many`, async () => {
  const pin = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA';
  const full = Array.from({ length: MAX_GUARDS }, (_, n) => ({ number: `N${n}`, name: '某', role: 'guard', pin }));
  writeFileSync(join(directory, GUARDS_FILE), JSON.stringify({ format: 1, guards: full }));
  expect(await command('add', [WANG])).toMatchObject({ exit: 2, lines: [{ error: { code: 'too-large' } }] });
});

test('a damaged list is said to be, and begun anew only when asked to', async () => {
  writeFileSync(join(directory, GUARDS_FILE), '{');
  expect(await command('add', [WANG])).toEqual({ exit: 2, lines: [{ fault: 'guards-damaged' }] });
  expect((await command('add', [WANG], '--new')).exit).toBe(0);
  expect((await command('list')).lines).toHaveLength(1);
});

test('a badge is drawn that a kiosk reads, also with the longest name and number', async () => {
  const out = join(profile, 'badges');
  const long = { number: 'ABCDEFGHIJKLMN-1', name: '阿卜杜热西提·买买提(8号)' };
  const answered = await run(guards, ['badge', '--out', out], [{ number: 'G07', name: '小王', role: 'guard' }, long]);
  expect(answered).toEqual({
    exit: 0,
    lines: [
      { number: 'G07', file: join(out, 'G07.svg') },
      { number: long.number, file: join(out, 'ABCDEFGHIJKLMN-1.svg') },
    ],
  });
  const files = answered.lines.map((line) => String((line as { file: unknown }).file));
  expect((await run(decode, files)).lines).toMatchObject(
    ['G07', long.number].map((number) => ({ codes: [{ text: badgeText(number), format: 'QRCode' }] })),
  );
});

test.each([
  [['badge'], 'out'],
  [['badge', '--out', 'x', '--profile', 'y'], 'profile'],
])('%j is no way to ask for badges', async (args, word) => {
  await expect(run(guards, args, [])).rejects.toThrow(word);
});

const REVISION = '0180bab7-0c00-7000-8000-0000000000f1';

test('a list that the hub has sent is told with where it is from, and changed there alone', async () => {
  const pin = '$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA';
  const list = [
    { number: 'G01', name: '小张', role: 'guard', pin: null },
    { number: 'S01', name: '老赵', role: 'supervisor', pin },
  ] as const;
  writeGuards(directory, list, REVISION);
  const refused = { exit: 2, lines: [{ fault: 'guards-of-hub' }] };
  expect(await command('add', [WANG])).toEqual(refused);
  expect(await command('add', [WANG], '--new')).toEqual(refused);
  expect(await command('remove', [{ number: 'G01' }])).toEqual(refused);
  expect(await command('list')).toEqual({
    exit: 0,
    lines: [
      { number: 'G01', name: '小张', role: 'guard', hasPin: false, from: 'hub' },
      { number: 'S01', name: '老赵', role: 'supervisor', hasPin: true, from: 'hub' },
    ],
  });
  expect(readGuards(directory)).toEqual({ ok: true, value: list });
});
