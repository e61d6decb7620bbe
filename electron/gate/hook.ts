import { readFileSync } from 'node:fs';
import type { Dispatcher, request } from 'undici';
import type { DeviceState, GateHook } from '../../shared/device/device.ts';
import { LAST_WORD_MS, REPEAT_MS, type Board, type BoardParts } from './board.ts';

/** A controller on the venue's own network answers in less. */
const ANSWER_MS = 2000;

/** How soon it is told again that has not answered as it should. */
const AGAIN_MS = 1000;

/**
 * Tells a controller by HTTP. What is wanted last counts: a request that is still on its way is given up for it, and each
 * carries a number that grows, so that one that comes late can be known. Redirects are not followed, they are a fault.
 */
export function openHook(setting: GateHook, parts: BoardParts): Board {
  const { timing } = parts;
  const client = openClient();
  let told: DeviceState = 'starting';
  let isOver = false;
  let sequence = 0;
  let cancelNext = (): void => undefined;
  let underway = new AbortController();
  let last: Promise<void> = Promise.resolve();
  const tell = (state: DeviceState): void => {
    if (state === told || isOver) return;
    told = state;
    parts.changed(state);
  };
  const send = async (gate: string, abort: AbortController): Promise<void> => {
    sequence += 1;
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(isOver ? LAST_WORD_MS : ANSWER_MS)]);
    const state = await ask(setting, { gate, sequence }, { ...(await client), signal }, parts.failed);
    if (abort.signal.aborted) return;
    tell(state);
    if (!isOver) cancelNext = timing.after(state === 'ready' ? REPEAT_MS : AGAIN_MS, put);
  };
  const put = (): void => {
    cancelNext();
    underway.abort();
    underway = new AbortController();
    last = send(parts.isOpenWanted() ? 'open' : 'closed', underway);
  };
  put();
  return {
    put,
    state: () => told,
    async close() {
      isOver = true;
      put();
      await last;
      await (await client).dispatcher.destroy();
    },
  };
}

interface Client {
  readonly request: typeof request;
  readonly dispatcher: Dispatcher;
}

/** Loaded where there is such a gate: most kiosks have none, and would read it at every start. */
async function openClient(): Promise<Client> {
  const { Agent, request } = await import('undici');
  // Each on a connection of its own: one that the controller has closed meanwhile would swallow a request.
  return { request, dispatcher: new Agent({ pipelining: 0, connect: { timeout: ANSWER_MS } }) };
}

async function ask(
  { url, secretFile }: GateHook,
  wanted: { readonly gate: string; readonly sequence: number },
  { request, dispatcher, signal }: Client & { readonly signal: AbortSignal },
  failed: (error: unknown) => void,
): Promise<DeviceState> {
  try {
    const headers = { 'content-type': 'application/json', ...bearer(secretFile) };
    const { statusCode, body } = await request(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(wanted),
      signal,
      dispatcher,
    });
    await body.dump({ limit: 0 }).catch(() => undefined); // What it has to say beside its status is not asked.
    return statusCode >= 200 && statusCode < 300 ? 'ready' : 'faulty';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) failed(error);
    return stateOf(error);
  }
}

/** @throws what the system says of the file */
function bearer(file: string | null): { authorization?: string } {
  return file === null ? {} : { authorization: `Bearer ${readFileSync(file, 'utf8').trim()}` };
}

function stateOf(error: unknown): DeviceState {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'open') return code === 'EACCES' ? 'denied' : 'faulty';
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH' ? 'not-connected' : 'no-answer';
}
