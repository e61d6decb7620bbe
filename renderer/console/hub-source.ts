import type { Me } from '../../shared/console/accounts.ts';
import {
  CONSOLE_CALLS,
  type ConsoleAsk,
  type ConsoleCall,
  type ConsoleFault,
  type ConsoleReply,
  type ExportAsk,
} from '../../shared/console/calls.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { jsonOf, receiveExport, refusal } from './download-export.ts';
import type { ConsoleSource } from './source.ts';

/** A hub, by HTTP, as its console's routes answer. */
export interface HubSource extends ConsoleSource {
  /** Somebody has signed in: what is asked from now on is theirs. */
  become(me: Me): void;
  signOut(): Promise<void>;
  /** When the hub last answered, by the browser's clock: it keeps the session for so long from then on, and no longer. */
  readonly heardAtMs: () => number;
}

type Send = (to: URL, how: RequestInit) => Promise<Response>;

/** What every ask carries, so that no other site can ask in somebody's name. */
const TOKEN = 'x-console-token';

/** Whose replies are who one is, with the token of their session. */
const REPLIES_WITH_ME: readonly ConsoleCall[] = ['me', 'me:password', 'me:codes-confirm', 'me:codes-end'];

/**
 * @param base where the hub's console lies, with a slash at its end
 * @param keep hands a file to the browser
 * @param send as the browser does, with the cookie of the session
 */
export function hubSource(base: string, keep: (name: string, file: Blob) => void, send: Send = fetch): HubSource {
  let token = '';
  let heardAtMs = Date.now();
  const hear = (): void => {
    heardAtMs = Date.now();
  };
  const post = async (path: string, body: unknown, signal?: AbortSignal): Promise<Response> => {
    const response = await send(new URL(path, base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', [TOKEN]: token },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      ...(signal === undefined ? {} : { signal }),
    });
    // What failed there, or before the hub, was in nobody's name.
    if (response.status < 500) hear();
    return response;
  };
  const become = (me: Me): void => {
    ({ token } = me);
    hear();
  };
  return {
    become,
    heardAtMs: () => heardAtMs,
    async signOut() {
      // Whether or not the hub hears of it, nobody asks with this token again.
      await post('sign-out', null).catch(() => undefined);
      token = '';
    },
    async ask(call, ask) {
      const result = await answered(call, ask, post);
      if (result.ok && REPLIES_WITH_ME.includes(call)) become(result.value as Me);
      return result;
    },
    async export(ask, onRows, signal) {
      const received = await exported(
        ask,
        (rows) => {
          hear();
          onRows(rows);
        },
        signal,
        post,
      );
      if (!received.ok) return received;
      const { name, rows, file } = received.value;
      keep(name, file);
      return ok({ name, rows, folder: null });
    },
    save(name, bytes) {
      keep(name, new Blob([new Uint8Array(bytes)]));
      return Promise.resolve(ok({ name, folder: null }));
    },
  };
}

type Post = (path: string, body: unknown, signal?: AbortSignal) => Promise<Response>;

async function answered<C extends ConsoleCall>(
  call: C,
  ask: ConsoleAsk<C>,
  post: Post,
): Promise<Result<ConsoleReply<C>, ConsoleFault>> {
  try {
    const response = await post(`api/${call}`, ask);
    const text = await response.text();
    if (!response.ok) return fail(refusedBy(text));
    const reply = jsonOf<unknown>(CONSOLE_CALLS[call].reply, text) as ConsoleReply<C> | undefined;
    return reply === undefined ? fail('internal-error') : ok(reply);
  } catch (error) {
    return fail(networkFault(error));
  }
}

async function exported(
  ask: ExportAsk,
  onRows: (rows: number) => void,
  signal: AbortSignal,
  post: Post,
): Promise<Awaited<ReturnType<typeof receiveExport>>> {
  try {
    const response = await post('api/export', ask, signal);
    if (!response.ok || response.body === null) return fail(refusedBy(await response.text()));
    return await receiveExport(chunksOf(response.body), onRows);
  } catch (error) {
    return signal.aborted ? fail('cancelled') : fail(networkFault(error));
  }
}

/** What is no refusal of the hub is of somebody before it. */
function refusedBy(text: string): ConsoleFault {
  return jsonOf(refusal, text)?.fault ?? 'internal-error';
}

/** `fetch` and its bodies throw this where nobody answers, or not to the end. @throws whatever else it is: a bug */
function networkFault(error: unknown): 'unreachable' {
  if (error instanceof TypeError || error instanceof DOMException) return 'unreachable';
  throw error;
}

/** As its own iterator, which not every browser has yet. Whoever stops reading ends the download. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    // Where it has failed already there is nothing to end.
    await reader.cancel().catch(() => undefined);
  }
}
