import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { openPasswords } from '../../../hub/console/password.ts';
import { sha256 } from '../../../hub/crypto.ts';
import type { Hub } from '../../../hub/hub.ts';
import { beginFirst } from '../../../hub/store/first-token.ts';
import type { AccountRole } from '../../../shared/console/abilities.ts';
import { me, type AuditRow } from '../../../shared/console/accounts.ts';
import type { ConsoleAsk, ConsoleCall } from '../../../shared/console/calls.ts';
import { NOON } from '../database.ts';
import { read, type Answer } from '../kiosk.ts';
import { startHub, type TestHub } from '../server.ts';
import { openHeldData } from './held-data.ts';

export const VENUE = '人民广场商场';
export const FIRST_TOKEN = 'AAAA-BBBB-CCCC-DDDD';
/** Everybody's, where nobody tries passwords. */
export const PASSWORD = 'kettle-lantern-42-orchard';

/** How a request is to differ from that of the console's own page. */
export interface Bent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookie?: string | null;
  readonly token?: string | null;
  readonly method?: string;
  readonly body?: string;
}

/** A browser with the console's page open. */
export interface Page {
  /** `name=value`; `null`: it has none. */
  cookie: string | null;
  token: string;
  readonly ask: <C extends ConsoleCall>(call: C, ask: ConsoleAsk<C>, bent?: Bent) => Promise<Answer>;
  readonly post: (path: string, body: unknown, bent?: Bent) => Promise<Answer>;
  /** As {@link post}, of what is no text. */
  readonly raw: (path: string, body: unknown) => Promise<{ status: number; headers: Headers; body: Buffer }>;
  readonly signIn: (login: string, password?: string, oneTimeCode?: string | null) => Promise<Answer>;
}

export interface ConsoleHub extends TestHub {
  /** A fresh page, of a browser that knows nothing. */
  readonly open: (url?: string) => Page;
  /** Somebody of a role, as if somebody of nobody had made them, and their page. */
  readonly person: (role: AccountRole, venue?: string | null) => Promise<Person>;
  readonly audited: () => Promise<AuditRow[]>;
  /** Done before each page of entries is read. */
  readonly hold: (before: () => Promise<void>) => void;
  /** What is counted, whatever is there; `null`: what is. */
  readonly setCount: (count: number | null) => void;
}

export interface Person extends Page {
  readonly id: string;
  readonly login: string;
}

let passwordHash: Promise<string> | null = null;

export async function startConsole(
  limits: Partial<Hub['limits']> = {},
  published: Partial<Hub['published']> = {},
): Promise<ConsoleHub> {
  const data = openHeldData();
  const server = await startHub({ perAccount: 1e6, pagesPerAccount: 1e6, perAddress: 1e6, ...limits }, published, {
    consoleData: data,
  });
  data.connect(server.databaseUrl);
  const { store } = server.hub.database;
  await beginFirst(store, sha256(FIRST_TOKEN), new Date(NOON));
  const open = (url = server.url): Page => openPage(url);
  return {
    ...server,
    open,
    hold: (before) => {
      data.before = before;
    },
    setCount: (count) => {
      data.counted = count;
    },
    person: async (role, venue = VENUE) => {
      passwordHash ??= openPasswords().hash(PASSWORD);
      const id = randomUUID();
      const login = `${role}-${id.slice(0, 8)}`;
      const row = { id, login, name: `小${role}`, role, venue, password: await passwordHash };
      const rest = { must_change_password: false, codes_secret: null, codes_begun: null, is_active: true };
      await store
        .insertInto('account')
        .values({ ...row, ...rest, created_at: new Date(NOON), last_signed_in_at: null })
        .execute();
      const page = open();
      const answer = await page.signIn(login);
      if (answer.status !== 200) throw new Error(`nobody signs in: ${server.logged.join('\n')}`);
      return Object.assign(page, { id, login });
    },
    audited: async () => {
      const rows = await store.selectFrom('audit').selectAll().orderBy('id').execute();
      return rows.map(({ id, at, login, role, did, about }) => ({
        ...{ login, role, did, about },
        id: Number(id),
        at: at.toISOString(),
      }));
    },
    close: async () => {
      await server.close();
      await data.close();
    },
  };
}

export function openPage(url: string): Page {
  const send = (path: string, body: unknown, bent: Bent): Promise<Response> => {
    const cookie = bent.cookie === undefined ? page.cookie : bent.cookie;
    const token = bent.token === undefined ? page.token : bent.token;
    const fields = {
      'content-type': 'application/json',
      origin: url,
      'sec-fetch-site': 'same-origin',
      ...(cookie === null ? {} : { cookie }),
      ...(token === null ? {} : { 'x-console-token': token }),
      ...bent.headers,
    };
    const method = bent.method ?? 'POST';
    const sent = method === 'GET' ? {} : { body: bent.body ?? JSON.stringify(body) };
    return fetch(url + path, { method, headers: fields, ...sent });
  };
  const post: Page['post'] = async (path, body, bent = {}) => {
    const answer = await read(await send(path, body, bent));
    keep(page, answer);
    return answer;
  };
  const page: Page = {
    cookie: null,
    token: '',
    post,
    raw: async (path, body) => {
      const answer = await send(path, body, {});
      return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
    },
    ask: (call, ask, bent) => post(`/console/api/${call}`, ask, bent),
    signIn: (login, password = PASSWORD, oneTimeCode = null) =>
      post('/console/sign-in', { login, password, oneTimeCode }),
  };
  return page;
}

/** As a browser and the console's page do. */
function keep(page: Page, { status, headers, body }: Answer): void {
  const [set] = headers.getSetCookie();
  if (set !== undefined) page.cookie = /^([^;]*=[^;]+);/u.exec(set)?.[1] ?? null;
  const told = me.safeParse(body);
  if (status === 200 && told.success) page.token = told.data.token;
}

export function faultOf({ body }: Answer): string | null {
  return z.object({ fault: z.string() }).safeParse(body).data?.fault ?? null;
}
