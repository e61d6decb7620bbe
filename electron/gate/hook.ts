import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
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
  // Each on a connection of its own: one that the controller has closed meanwhile would swallow a request.
  const dispatcher = new Agent({ pipelining: 0, connect: { timeout: ANSWER_MS } });
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
    const state = await ask(setting, { gate, sequence }, { signal, dispatcher }, parts.failed);
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
      await dispatcher.destroy();
    },
  };
}

type Way = Pick<NonNullable<Parameters<typeof request>[1]>, 'signal' | 'dispatcher'>;

async function ask(
  { url, secretFile }: GateHook,
  wanted: { readonly gate: string; readonly sequence: number },
  way: Way,
  failed: (error: unknown) => void,
): Promise<DeviceState> {
  try {
    const headers = { 'content-type': 'application/json', ...bearer(secretFile) };
    const { statusCode, body } = await request(url, { method: 'POST', headers, body: JSON.stringify(wanted), ...way });
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
