import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { connect, createDatabase } from '../database.ts';
import { makeSurroundings, PATIENCE_MS, type Surroundings } from '../surroundings.ts';
import { faultOf, openPage, PASSWORD } from './kit.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const TOKEN = /shown only now: ([0-9A-Z-]{19})/u;

let surroundings: Surroundings;

beforeAll(async () => {
  surroundings = await makeSurroundings();
});

afterAll(async () => {
  await surroundings.remove();
});

interface Started {
  readonly url: string;
  /** What it says to whoever starts it, when it has ended. */
  readonly end: () => Promise<string>;
  readonly said: () => string;
}

function run(program: string, args: readonly string[], databaseUrl: string) {
  const loader = import.meta.resolve('tsx');
  return spawn(process.execPath, ['--import', loader, join(ROOT, program), ...args], {
    env: { ...process.env, ...surroundings.secrets, DATABASE_URL: databaseUrl, HUB_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const listening = z.object({ event: z.literal('listening'), port: z.int() });

async function start(databaseUrl: string): Promise<Started> {
  const child = run('hub/server.ts', [], databaseUrl);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit');
  const port = await new Promise<number>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const event = listening.safeParse(JSON.parse(line));
      if (event.success) resolve(event.data.port);
    });
    void ended.then(() => {
      reject(new Error(said));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    said: () => said,
    end: async () => {
      child.kill('SIGTERM');
      await ended;
      return said;
    },
  };
}

async function firstAdmin(databaseUrl: string): Promise<{ code: unknown; said: unknown }> {
  const child = run('hub/cli.ts', ['first-admin'], databaseUrl);
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>]);
  return { code, said: JSON.parse(said) };
}

test(
  'of two hubs that start together one tells the token, which works at either, once; what is done at one holds at the other',
  async () => {
    const databaseUrl = await createDatabase();
    const hubs = await Promise.all([start(databaseUrl), start(databaseUrl)]);
    const [one, other] = hubs;
    const tokens = hubs.flatMap(({ said }) => TOKEN.exec(said())?.[1] ?? []);
    expect(tokens).toHaveLength(1);
    for (const { said, url } of hubs) expect(said()).toContain(`${url}/console/#first`);
    const renewed = await firstAdmin(databaseUrl);
    const { token } = z.object({ token: z.string() }).parse(renewed.said);
    const [here, there] = [openPage(one.url), openPage(other.url)];
    const ask = { login: 'first', name: '小一', password: PASSWORD };
    const made = [tokens[0], token, token].map((it) => here.post('/console/first', { ...ask, token: it }));
    const statuses = (await Promise.all(made)).map(({ status }) => status).sort();
    // The one that comes last may find two tries that are still looked at, and has to wait (429).
    expect([[200, 401, 401].join(), [200, 401, 429].join()]).toContain(statuses.join());
    expect(await firstAdmin(databaseUrl)).toEqual({ code: 2, said: { fault: 'account-there' } });
    await here.signIn('first');
    there.cookie = here.cookie;
    expect((await there.ask('me', null)).status).toBe(200);
    for (let i = 0; i < 3; i += 1)
      await openPage(i % 2 === 0 ? one.url : other.url).signIn('first', 'not-the-password');
    expect(faultOf(await openPage(other.url).signIn('first'))).toBe('too-many-requests');
    await there.post('/console/sign-out', null);
    expect(faultOf(await here.ask('me', null))).toBe('signed-out');
    await Promise.all(hubs.map((hub) => hub.end()));
    const { store, close } = connect(databaseUrl);
    // Five minutes to wait, however long the next hub takes to start.
    await store.updateTable('login_try').set({ wrong: 20 }).execute();
    await close();
    // Again after a restart: neither a token, nor nobody to wait for.
    const again = await start(databaseUrl);
    expect(faultOf(await openPage(again.url).signIn('first'))).toBe('too-many-requests');
    expect(await again.end()).not.toMatch(TOKEN);
  },
  PATIENCE_MS,
);
