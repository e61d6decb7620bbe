import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decode } from '../../../electron/cli/decode.ts';
import { explain } from '../../../electron/cli/explain.ts';
import { issue } from '../../../electron/cli/issue.ts';
import { freshFolder } from '../folders.ts';
import { FACTS, run } from './cli-kit.ts';

const DEMO = ['--key', 'demo'];

/** A made-up company's. */
const PASS = {
  type: 'staff',
  name: '张小三',
  documentNumber: '11010519491231002X',
  company: { id: 'c0c1c2c3c4c5c6c7', name: '演示食品' },
  places: ['演示商场'],
  issuedAt: '2022-05-12T08:00:00+08:00',
  expiresAt: '2022-05-19T08:00:00+08:00',
};

test('one line out for each line in, in order; a bad one in its place, and exit code 2', async () => {
  const { exit, lines } = await run(issue, DEMO, [FACTS, '{"torn', { ...FACTS, name: undefined }, FACTS]);
  expect(exit).toBe(2);
  expect(lines).toEqual([
    { text: expect.stringMatching(/^DS1:/u) as unknown },
    { error: { code: 'bad-json', field: '', message: 'not one JSON object on one line' } },
    { error: { code: 'missing', field: 'name', message: 'required' } },
    lines[0],
  ]);
});

test('passes are signed as a demo hub would, and a wrong one is told in its place', async () => {
  const { exit, lines } = await run(issue, ['--pass', ...DEMO], [PASS, { ...PASS, plate: '沪A' }, FACTS]);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([
    { text: expect.stringMatching(/^DSW1:/u) as unknown },
    { error: { field: 'plate', message: 'not of a pass for staff' } },
    { error: { code: expect.any(String) as unknown } },
  ]);
  const [{ text }] = lines as [{ text: string }];
  const code = await run(issue, DEMO, [{ ...FACTS, name: PASS.name }]);
  const [{ text: green }] = code.lines as [{ text: string }];
  const at = '2022-05-13T09:00:00+08:00';
  const door = { venue: '演示商场', gate: '北门' };
  const explained = await run(explain, [], [
    { text: green, pass: text, at, door },
    { text: green, pass: text, at },
    { text, at, door },
  ]); // prettier-ignore
  expect(explained.lines).toMatchObject([
    { verdict: 'admit', reasons: [{ code: 'all-checks-passed' }, { code: 'pass-valid' }] },
    { verdict: 'refer', reasons: [{ code: 'pass-elsewhere' }] },
    { verdict: null, needs: ['code'] },
  ]);
});

test.each([
  ['a time without its zone', { issuedAt: '2022-05-13T08:55:00' }, 'invalid', 'issuedAt'],
  [
    'a day that is not in the calendar',
    { visited: [{ area: '310101', from: '2022-02-30', to: '2022-03-01' }] },
    'invalid',
    'visited[0].from',
  ],
  ['a wrong check character', { documentNumber: '110105194912310021' }, 'invalid', 'documentNumber'],
  ['a field nobody knows', { nickname: '小三' }, 'unknown-field', 'nickname'],
  ['a colour nobody knows', { colour: 'blue' }, 'invalid', 'colour'],
  ['an end before the beginning', { expiresAt: '2022-05-13T08:54:59+08:00' }, 'invalid', 'expiresAt'],
  ['an id of fewer than 64 bits', { id: '01020304050607' }, 'invalid', 'id'],
])('%s is told with its place, and nothing of the line is quoted', async (_case, change, code, field) => {
  const { exit, lines } = await run(issue, DEMO, [{ ...FACTS, ...change }]);
  expect(exit).toBe(2);
  expect(lines).toMatchObject([{ error: { code, field } }]);
  expect(JSON.stringify(lines)).not.toContain(FACTS.name);
});

test('a line of more than a mebibyte is refused, and the next one answered', async () => {
  const { lines } = await run(issue, DEMO, [`{"name":"${'x'.repeat(1024 * 1024)}"}`, FACTS]);
  expect(lines).toMatchObject([{ error: { code: 'too-long' } }, { text: expect.any(String) as unknown }]);
});

test('codes are drawn as PNG and SVG, and the PNG is read again', async () => {
  const folder = freshFolder();
  const { exit, lines } = await run(issue, [...DEMO, '--png', folder, '--svg', join(folder, 'one.svg')], [FACTS]);
  expect(exit).toBe(0);
  const [png, svg] = [join(folder, '0001.png'), join(folder, 'one.svg')];
  const [{ text }] = lines as [{ text: string }];
  expect(lines).toEqual([{ text, file: png, files: [png, svg] }]);
  const read = await run(decode, [png]);
  expect(read).toMatchObject({ exit: 0, lines: [{ file: png, codes: [{ text, format: 'QRCode' }] }] });
});

test.runIf(process.platform === 'linux')('a folder that cannot be made is said, not waited for', async () => {
  await expect(run(issue, [...DEMO, '--png', '/proc/no-such-folder/codes'], [FACTS])).rejects.toThrow('ENOENT');
});

test('folders above the one named are made too', async () => {
  const folder = join(freshFolder(), 'a', 'b');
  const { exit, lines } = await run(issue, [...DEMO, '--svg', folder], [FACTS]);
  expect(exit).toBe(0);
  expect(lines).toMatchObject([{ file: join(folder, '0001.svg') }]);
});

test.each([
  ['is not there', null],
  ['is not JSON', 'half a key {'],
  ['is a public key', '{"kty":"OKP","crv":"Ed25519","x":"IqcqQgptsqkjDWQX-ds7jRS5OQj3Df_pIk3x-hqbFE8"}'],
])('a key file that %s is a misuse, and the message does not quote it', async (_case, content) => {
  const path = join(freshFolder(), 'key.jwk');
  if (content !== null) writeFileSync(path, content);
  await expect(run(issue, ['--key', path], [FACTS])).rejects.toThrow(`${path}: not a readable private Ed25519 JWK`);
});

test('another register makes another person of the same document number; the same one does not', async () => {
  const folder = freshFolder();
  const secrets = ['ab', 'cd'].map((byte) => {
    const path = join(folder, byte);
    writeFileSync(path, byte.repeat(32));
    return path;
  });
  const texts = await Promise.all(
    [secrets[0], secrets[0], secrets[1]].map(
      async (path) => (await run(issue, [...DEMO, '--register', path ?? ''], [FACTS])).lines[0],
    ),
  );
  expect(texts[0]).toEqual(texts[1]);
  expect(texts[0]).not.toEqual(texts[2]);
});
