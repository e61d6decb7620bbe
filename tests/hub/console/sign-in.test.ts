import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPasswords } from '../../../hub/console/password.ts';
import { LIMITS } from '../../../hub/hub.ts';
import { me } from '../../../shared/console/accounts.ts';
import { MS_BETWEEN_PAGES } from '../../../shared/console/log.ts';
import { ASKS } from './calls-kit.ts';
import { FIRST_TOKEN, faultOf, PASSWORD, startConsole, type ConsoleHub, type Page, type Person } from './kit.ts';

const NEXT = 'quiet-harbour-77-meadow';

let server: ConsoleHub;

beforeAll(async () => {
  server = await startConsole();
});

afterAll(async () => {
  await server.close();
});

async function isIn(page: Page): Promise<boolean> {
  return (await page.ask('trace:list', null)).status === 200;
}

describe('the first account', () => {
  const ask = { token: FIRST_TOKEN, login: 'first', name: '小一', password: PASSWORD };

  test('is made by whoever has the token, once, over all venues', async () => {
    const first = server.open();
    expect(faultOf(await first.post('/console/first', { ...ask, token: 'AAAA-BBBB-CCCC-DDDE' }))).toBe('sign-in-wrong');
    expect(faultOf(await first.post('/console/first', { ...ask, password: 'password1234' }))).toBe('password-weak');
    const both = await Promise.all(
      ['first', 'second'].map((login) => server.open().post('/console/first', { ...ask, login })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    const made = both.find(({ status }) => status === 200);
    expect(made?.body).toMatchObject({ role: 'it', venue: null, mustChangePassword: false, at: 'hub' });
    expect(faultOf(await first.post('/console/first', { ...ask, login: 'third' }))).toBe('sign-in-wrong');
    expect(await server.audited()).toMatchObject([{ did: 'first-account' }, { did: 'sign-in' }]);
  });
});

describe('a token that is not the hub’s', () => {
  const ask = { token: 'AAAA-BBBB-CCCC-DDDE', login: 'first', name: '小一', password: PASSWORD };
  const post = (page: Page, changed: object = {}) => page.post('/console/first', { ...ask, ...changed });

  test('costs no hash of a password, and is told before the password is looked at', async () => {
    const own = await startConsole();
    const timed = async (): Promise<number> => {
      const began = performance.now();
      expect(faultOf(await post(own.open(), { password: 'password1234' }))).toBe('sign-in-wrong');
      return performance.now() - began;
    };
    await timed();
    const began = performance.now();
    await openPasswords().hash(PASSWORD);
    const hashing = performance.now() - began;
    // Some 100 ms; without a hash it is some 10.
    expect(await timed()).toBeLessThan(hashing);
    await own.close();
  });

  test('is waited for, longer each time, also at the right one, until that was right', async () => {
    const own = await startConsole();
    for (let i = 0; i < 3; i += 1) expect(faultOf(await post(own.open()))).toBe('sign-in-wrong');
    const held = await post(own.open(), { token: FIRST_TOKEN });
    expect(held).toMatchObject({ status: 429, body: { fault: 'too-many-requests' } });
    expect(held.headers.get('retry-after')).toBe('5');
    own.passSeconds(5);
    expect(faultOf(await post(own.open(), { token: FIRST_TOKEN, password: 'password1234' }))).toBe('password-weak');
    expect((await post(own.open(), { token: FIRST_TOKEN })).status).toBe(200);
    await own.close();
  });
});

describe('signing in', () => {
  test('sets a cookie that no script reads and no other site sends, and tells the token beside it', async () => {
    const person = await server.person('manager');
    const answer = await person.signIn(person.login);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^sentinel-console=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/u,
    );
    const told = me.parse(answer.body);
    expect(told).toMatchObject({ login: person.login, role: 'manager', hasOneTimeCodes: false });
    expect(answer.headers.get('set-cookie')).not.toContain(told.token);
  });

  test.each([
    ['a wrong password', (login: string) => ({ login, password: 'not-the-password', oneTimeCode: null })],
    ['a login that nobody has', () => ({ login: 'nobody', password: PASSWORD, oneTimeCode: null })],
  ])('is refused for %s in the same words', async (_what, ask) => {
    const { login } = await server.person('guard');
    const answer = await server.open().post('/console/sign-in', ask(login));
    expect(answer).toMatchObject({ status: 401, body: { fault: 'sign-in-wrong' } });
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('takes as long for a login that nobody has', async () => {
    const { login } = await server.person('guard');
    const timed = async (name: string): Promise<number> => {
      const began = performance.now();
      await server.open().signIn(name, 'not-the-password');
      return performance.now() - began;
    };
    await timed('nobody-0');
    const [known, unknown] = [await timed(login), await timed('nobody-1')];
    // Some 100 ms each; without the dummy it would be some 5.
    expect(unknown).toBeGreaterThan(known / 4);
  });

  test('begins another session each time, and ends the one that the browser had: none is put upon anybody', async () => {
    const person = await server.person('supervisor');
    const planted = { cookie: person.cookie, token: person.token };
    await person.signIn(person.login);
    expect(person.cookie).not.toBe(planted.cookie);
    expect(await isIn(person)).toBe(true);
    expect(faultOf(await person.ask('trace:list', null, planted))).toBe('signed-out');
    const made = server.open();
    made.cookie = `sentinel-console=${'A'.repeat(43)}`;
    await made.signIn(person.login);
    expect(made.cookie).not.toBe(`sentinel-console=${'A'.repeat(43)}`);
  });

  test('ends by signing out, also for whoever has copied the cookie', async () => {
    const person = await server.person('supervisor');
    const copied = { cookie: person.cookie, token: person.token };
    const answer = await person.post('/console/sign-out', null);
    expect(answer.headers.get('set-cookie')).toContain('Expires=Thu, 01 Jan 1970');
    expect(faultOf(await person.ask('me', null, copied))).toBe('signed-out');
  });
});

describe('a session', () => {
  test.each([
    ['goes on 29 minutes after what was asked last', [29 * 60], true],
    ['is over 30 minutes after it', [30 * 60], false],
    ['goes on for as long as something is asked', [1700, 1700, 1700], true],
    ['goes on until just before 12 hours', [...Array<number>(24).fill(1790), 240 - 1], true],
    ['is over after 12 hours, whatever was asked', [...Array<number>(24).fill(1790), 240], false],
  ])('%s', async (_what, steps, goesOn) => {
    const person = await server.person('guard');
    for (const seconds of steps.slice(0, -1)) {
      server.passSeconds(seconds);
      expect(await isIn(person)).toBe(true);
    }
    server.passSeconds(steps.at(-1) ?? 0);
    expect(await isIn(person)).toBe(goesOn);
  });

  test('ends everywhere when the password is changed, but for the page that changed it, which has another', async () => {
    const person = await server.person('manager');
    const elsewhere = server.open();
    await elsewhere.signIn(person.login);
    const before = { cookie: person.cookie, token: person.token };
    const wrong = await person.ask('me:password', { before: 'not-the-password', next: NEXT });
    expect(faultOf(wrong)).toBe('sign-in-wrong');
    expect((await person.ask('me:password', { before: PASSWORD, next: NEXT })).status).toBe(200);
    expect(await isIn(person)).toBe(true);
    expect(await isIn(elsewhere)).toBe(false);
    expect(faultOf(await person.ask('me', null, before))).toBe('signed-out');
    expect(faultOf(await server.open().signIn(person.login, PASSWORD))).toBe('sign-in-wrong');
    expect((await server.open().signIn(person.login, NEXT)).status).toBe(200);
  });

  test.each(['password1234', 'aaaaaaaaaaaa', PASSWORD])('is not changed to the password %s', async (next) => {
    const person = await server.person('guard');
    expect(faultOf(await person.ask('me:password', { before: PASSWORD, next }))).toBe('password-weak');
  });
});

describe('wrong passwords', () => {
  const wrong = (page: Page, login: string) => page.signIn(login, 'not-the-password');

  test.each([
    ['of somebody', true],
    ['of a login that nobody has', false],
  ])('%s are waited for, longer each time, until one was right', async (_whose, exists) => {
    const login = exists ? (await server.person('guard')).login : `nobody-${String(exists)}-x`;
    const page = server.open();
    for (let i = 0; i < 3; i += 1) expect(faultOf(await wrong(page, login))).toBe('sign-in-wrong');
    const held = await page.signIn(login);
    expect(held).toMatchObject({ status: 429, body: { fault: 'too-many-requests' } });
    expect(held.headers.get('retry-after')).toBe('5');
    server.passSeconds(5);
    expect(faultOf(await wrong(page, login))).toBe('sign-in-wrong');
    server.passSeconds(9);
    expect((await page.signIn(login)).status).toBe(429);
    server.passSeconds(1);
    expect((await page.signIn(login)).status).toBe(exists ? 200 : 401);
    if (exists) expect(faultOf(await wrong(page, login))).toBe('sign-in-wrong');
  });

  test('at the same moment are not so many first ones', async () => {
    const { login } = await server.person('guard');
    const faults = (await Promise.all(Array.from({ length: 8 }, () => wrong(server.open(), login)))).map(faultOf);
    expect(faults.filter((fault) => fault === 'sign-in-wrong')).toHaveLength(3);
  });

  test('count in a session too: whoever finds a page open does not find the password', async () => {
    const person = await server.person('guard');
    const guess = () => person.ask('me:password', { before: 'not-the-password', next: NEXT });
    for (let i = 0; i < 3; i += 1) await guess();
    expect((await guess()).status).toBe(429);
    expect((await person.ask('me:codes-end', { password: PASSWORD })).status).toBe(429);
  });

  test('of one address are so many a minute, whoever they are of', async () => {
    const strict = await startConsole({ perGuesser: 2 });
    const faults = [];
    for (const login of ['aa', 'bb', 'cc']) faults.push(faultOf(await wrong(strict.open(), login)));
    expect(faults).toEqual(['sign-in-wrong', 'sign-in-wrong', 'too-many-requests']);
    await strict.close();
  });

  test('are in the audit log, with the login only where it is somebody’s', async () => {
    const { login } = await server.person('guard');
    await wrong(server.open(), login);
    await wrong(server.open(), 'my-secret-typed-as-login');
    const last = (await server.audited()).slice(-2);
    expect(last).toMatchObject([
      { did: 'sign-in-failed', login },
      { did: 'sign-in-failed', login: null },
    ]);
    expect(JSON.stringify(await server.audited())).not.toContain('my-secret');
  });
});

test('whoever copies the log page by page is stopped, and no console that keeps its own pace, which can ask for anything else', async () => {
  const perMinute = 60_000 / MS_BETWEEN_PAGES;
  const usual = await startConsole({ pagesPerAccount: LIMITS.pagesPerAccount, perAccount: 3 });
  const [scrolling, copying] = [await usual.person('manager'), await usual.person('manager')];
  const pages = async (person: Person, times: number): Promise<Set<number>> => {
    const statuses = new Set<number>();
    // A few at a time, which no hub is too busy for.
    for (let asked = 0; asked < times; asked += 10) {
      const answers = Array.from({ length: Math.min(10, times - asked) }, () => person.ask('list', ASKS.list));
      for (const { status } of await Promise.all(answers)) statuses.add(status);
    }
    return statuses;
  };
  expect(await pages(scrolling, perMinute)).toEqual(new Set([200]));
  expect((await scrolling.ask('overview', ASKS.overview)).status).toBe(200);
  expect(await pages(copying, LIMITS.pagesPerAccount + 1)).toEqual(new Set([200, 429]));
  await usual.close();
});

test('an account may ask only so much a minute', async () => {
  const strict = await startConsole({ perAccount: 3 });
  const person = await strict.person('guard');
  const statuses = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await person.ask('overview', ASKS.overview)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  await strict.close();
});
