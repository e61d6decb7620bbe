import { me, type Me } from '../../../shared/console/accounts.ts';
import type { ConsoleFault } from '../../../shared/console/calls.ts';
import { jsonOf, refusal } from '../download-export.ts';

/** Somebody who was let in, or why not. */
export type Entered =
  | { readonly ok: true; readonly me: Me }
  | {
      readonly ok: false;
      readonly fault: ConsoleFault;
      /** For how long nobody needs to try again; `null`: it was not said. */
      readonly waitSeconds: number | null;
    };

/**
 * Asks a hub to let somebody in, by what they know.
 *
 * @param address of `sign-in` or `first` beside the page
 */
export async function enter(address: URL, body: unknown): Promise<Entered> {
  const response = await answerTo(address, body);
  if (response === undefined) return { ok: false, fault: 'unreachable', waitSeconds: null };
  const { isOk, text, retryAfter } = response;
  const entered = isOk ? jsonOf(me, text) : undefined;
  if (entered !== undefined) return { ok: true, me: entered };
  const fault = isOk ? 'internal-error' : (jsonOf(refusal, text)?.fault ?? 'internal-error');
  return { ok: false, fault, waitSeconds: secondsOf(retryAfter) };
}

/** @returns `undefined`: nobody has answered, or not to the end */
async function answerTo(address: URL, body: unknown) {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    return { isOk: response.ok, text: await response.text(), retryAfter: response.headers.get('retry-after') };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return undefined;
    throw error;
  }
}

/** `Retry-After` in seconds (RFC 9110 §10.2.3); a hub never says it as a date. */
function secondsOf(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,5}$/u.test(retryAfter) ? Number(retryAfter) : null;
}
