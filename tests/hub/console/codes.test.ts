import type { TOTP } from 'otpauth';
import { URI } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { openSecret, sealSecret, stepOfCode } from '../../../hub/console/one-time-codes.ts';
import { faultOf, PASSWORD, startConsole, type ConsoleHub, type Person } from './kit.ts';

let server: ConsoleHub;

beforeAll(async () => {
  server = await startConsole();
});

afterAll(async () => {
  await server.close();
});

/** What an authenticator shows so many seconds from now. */
type Shown = (seconds?: number) => string;

/** Somebody whose authenticator has taken up the secret. */
async function withCodes(): Promise<Person & { shown: Shown }> {
  const person = await server.person('auditor');
  const { body } = await person.ask('me:codes-begin', { password: PASSWORD });
  const { uri, secret } = z.object({ uri: z.string(), secret: z.string() }).parse(body);
  const totp = URI.parse(uri) as TOTP;
  expect(totp).toMatchObject({
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
    issuer: 'Digital Sentinel',
    label: person.login,
  });
  expect(totp.secret.base32).toBe(secret);
  const shown: Shown = (seconds = 0) => totp.generate({ timestamp: server.hub.nowMs() + seconds * 1000 });
  expect(faultOf(await person.ask('me:codes-confirm', { password: PASSWORD, oneTimeCode: otherThan(shown()) }))).toBe(
    'sign-in-wrong',
  );
  expect(await person.ask('me:codes-confirm', { password: PASSWORD, oneTimeCode: shown() })).toMatchObject({
    body: { hasOneTimeCodes: true },
  });
  // The code that has confirmed it is used.
  server.passSeconds(30);
  return Object.assign(person, { shown });
}

function otherThan(code: string): string {
  return ((Number(code) + 500_000) % 1_000_000).toString().padStart(6, '0');
}

test('a code is asked for after the right password, and told from a wrong one only then', async () => {
  const { login, shown } = await withCodes();
  const page = server.open();
  expect(faultOf(await page.signIn(login))).toBe('one-time-code-wanted');
  expect(faultOf(await page.signIn(login, 'not-the-password'))).toBe('sign-in-wrong');
  expect(faultOf(await page.signIn(login, 'not-the-password', shown()))).toBe('sign-in-wrong');
  expect((await page.signIn(login, PASSWORD, shown())).status).toBe(200);
});

test.each([
  ['two steps ago', -60, false],
  ['of the step before', -30, true],
  ['of now', 0, true],
  ['of the step after', 30, true],
  ['two steps ahead', 60, false],
])('a code %s is taken or not: clocks differ by half a minute', async (_what, seconds, isTaken) => {
  const { login, shown } = await withCodes();
  server.passSeconds(60);
  const answer = await server.open().signIn(login, PASSWORD, shown(seconds));
  expect(answer.status).toBe(isTaken ? 200 : 401);
});

test('a code is taken once, and none before it any more', async () => {
  const { login, shown } = await withCodes();
  const code = shown();
  const both = await Promise.all([1, 2].map(() => server.open().signIn(login, PASSWORD, code)));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  expect(faultOf(await server.open().signIn(login, PASSWORD, shown(-30)))).toBe('sign-in-wrong');
  expect((await server.open().signIn(login, PASSWORD, shown(30))).status).toBe(200);
});

test('codes are not guessed by asking for one in between', async () => {
  const { login, shown } = await withCodes();
  const page = server.open();
  const guess = () => page.signIn(login, PASSWORD, otherThan(shown()));
  for (let i = 0; i < 3; i += 1) {
    expect(faultOf(await guess())).toBe('sign-in-wrong');
    if (i < 2) expect(faultOf(await page.signIn(login))).toBe('one-time-code-wanted');
  }
  expect((await guess()).status).toBe(429);
  // Who knows the password waits once, and not again for the code.
  server.passSeconds(5);
  expect(faultOf(await page.signIn(login))).toBe('one-time-code-wanted');
  expect((await page.signIn(login, PASSWORD, shown())).status).toBe(200);
});

test('codes are neither replaced nor ended without the password, and a page elsewhere ends with them', async () => {
  const person = await withCodes();
  expect(faultOf(await person.ask('me:codes-begin', { password: PASSWORD }))).toBe('not-allowed');
  expect(faultOf(await person.ask('me:codes-end', { password: 'not-the-password' }))).toBe('sign-in-wrong');
  const elsewhere = server.open();
  await elsewhere.signIn(person.login, PASSWORD, person.shown());
  expect(await person.ask('me:codes-end', { password: PASSWORD })).toMatchObject({ body: { hasOneTimeCodes: false } });
  expect(faultOf(await elsewhere.ask('me', null))).toBe('signed-out');
  expect((await server.open().signIn(person.login)).status).toBe(200);
});

test('whoever finds a page open turns no codes on, neither begun nor confirmed, and guesses no password by it', async () => {
  const person = await server.person('manager');
  const begin = (password: string) => person.ask('me:codes-begin', { password });
  expect(faultOf(await begin('not-the-password'))).toBe('sign-in-wrong');
  const { store } = server.hub.database;
  const begun = async () =>
    (await store.selectFrom('account').select('codes_begun').where('id', '=', person.id).executeTakeFirstOrThrow())
      .codes_begun;
  expect(await begun()).toBeNull();
  const { uri } = z.object({ uri: z.string() }).parse((await begin(PASSWORD)).body);
  const shown = (URI.parse(uri) as TOTP).generate({ timestamp: server.hub.nowMs() });
  const confirm = (password: string) => person.ask('me:codes-confirm', { password, oneTimeCode: shown });
  for (let i = 0; i < 3; i += 1) expect(faultOf(await confirm('not-the-password'))).toBe('sign-in-wrong');
  expect((await confirm(PASSWORD)).status).toBe(429);
  server.passSeconds(5);
  expect(await confirm(PASSWORD)).toMatchObject({ body: { hasOneTimeCodes: true } });
});

test('a secret in the database is sealed, and to its account', async () => {
  const person = await withCodes();
  const { store } = server.hub.database;
  const row = await store.selectFrom('account').selectAll().where('id', '=', person.id).executeTakeFirstOrThrow();
  const sealed = row.codes_secret ?? Buffer.alloc(0);
  const { venueMaster } = server.hub.secrets;
  const secret = openSecret(venueMaster, person.id, sealed);
  expect(sealed.includes(secret)).toBe(false);
  expect(stepOfCode(secret, person.shown(), server.hub.nowMs())).not.toBeNull();
  expect(() => openSecret(venueMaster, server.hub.newId(), sealed)).toThrow();
  expect(() => openSecret(Buffer.alloc(32), person.id, sealed)).toThrow();
  const again = sealSecret(venueMaster, person.id, secret, server.hub.randomBytes);
  expect(again.equals(sealed)).toBe(false);
});
