import { request } from 'undici';
import { fail, ok, type Result } from '../../shared/result.ts';
import { parseJson, readBody } from './answer.ts';
import type { Way } from './dispatcher.ts';

const TIMEOUT_MS = 15_000;

/** What somebody says, who may be anybody. */
export interface StrangersAnswer {
  readonly status: number;
  /** Parsed JSON; `undefined` for what is none. */
  readonly body: unknown;
}

/**
 * Asks what anybody may hear and anybody may answer, over TLS that is not verified: nothing of the answer counts before it
 * is proven by something else.
 *
 * @param sent as JSON; `null`: nothing is sent
 */
export async function askStranger(
  url: string,
  { strangers: dispatcher }: Way,
  sent: object | null,
): Promise<Result<StrangersAnswer, 'hub-unreachable' | 'answer-not-of-the-hub'>> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) } as const;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { statusCode, body } = await request(url, { dispatcher, signal, ...(sent === null ? {} : post) });
    const bytes = await readBody(body);
    return bytes === undefined ? fail('answer-not-of-the-hub') : ok({ status: statusCode, body: parseJson(bytes) });
  } catch (error) {
    // Errors of the network and of TLS have a code, or are our own time-out.
    if (error instanceof Error && ('code' in error || error.name === 'TimeoutError')) return fail('hub-unreachable');
    throw error;
  }
}
