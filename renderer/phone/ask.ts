import { PHONE_PATHS } from '../../shared/phone.ts';
import type { GateAnswer, SelfCheckIn } from '../../shared/self-check-in.ts';
import { isTrouble, type Trouble } from './text.ts';

/** What the hub says, or why it says nothing. */
export type Answered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

/** After which a phone's network is taken to be gone. */
const TIMEOUT_MS = 20_000;

/** Asks at which gate a venue code hangs. */
export function askGate(token: string): Promise<Answered<GateAnswer>> {
  return post<GateAnswer>(PHONE_PATHS.gate, { token });
}

/** @param code the text of a health code @param ask the same however often it is sent for one picture */
export function askCheckIn(token: string, code: string, ask: string): Promise<Answered<SelfCheckIn>> {
  return post<SelfCheckIn>(PHONE_PATHS.checkIn, { token, code: base64urlOf(code), ask });
}

async function post<T>(path: string, body: object): Promise<Answered<T>> {
  try {
    const answer = await withTimeout(
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'omit',
      }),
    );
    const said: unknown = await answer.json();
    // The page comes from this very hub: what it says is of the schema that it was built with.
    return answer.ok ? { ok: true, value: said as T } : { ok: false, trouble: troubleOf(said) };
  } catch {
    // No network, or a page of somebody else's in between.
    return { ok: false, trouble: 'unreachable' };
  }
}

/** Whatever has no sentence of its own is the hub's: busy, or wrong. */
function troubleOf(said: unknown): Trouble {
  const { fault } = (said ?? {}) as { readonly fault?: unknown };
  if (fault === 'database-unavailable') return 'hub-busy';
  if (fault === 'request-malformed') return 'venue-code-malformed';
  return typeof fault === 'string' && isTrouble(fault) ? fault : 'internal-error';
}

/** Old phones have no way to give a request up; it is no longer waited for. */
function withTimeout<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('no answer'));
    }, TIMEOUT_MS);
    promise.then(resolve, reject).then(
      () => {
        clearTimeout(timer);
      },
      () => undefined,
    );
  });
}

function base64urlOf(text: string): string {
  let binary = '';
  new TextEncoder().encode(text).forEach((byte) => {
    binary += String.fromCharCode(byte);
  });
  return btoa(binary).replace(/\+/gu, '-').replace(/\//gu, '_').replace(/[=]+$/u, '');
}

/** A UUID (RFC 9562 §5.4); old phones have no function for it. */
export function newAsk(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  let hex = '';
  bytes.forEach((byte) => {
    hex += byte.toString(16).padStart(2, '0');
  });
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
