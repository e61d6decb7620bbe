import { randomBytes, type KeyObject } from 'node:crypto';
import { request } from 'undici';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Ticket } from '../../shared/ticket.ts';
import { challengeSchema, PATHS } from '../../shared/wire.ts';
import { parseJson, readBody, type AnswerFault } from './answer.ts';
import { keyIdOf } from '../crypto.ts';
import { openClient, type HubClient } from './client.ts';
import { openWay, type Way } from './dispatcher.ts';

/** `hub-of-another`: whoever answers has another key than the ticket names. */
export type MeetFault = AnswerFault | 'hub-of-another';

/** The hub of a ticket, known by its key. */
export interface HubAtHand extends Pick<HubClient, 'get' | 'post' | 'close'> {
  /** `x` of its JWK. */
  readonly hubKey: string;
}

const TIMEOUT_MS = 15_000;

/**
 * Finds the hub of a ticket. What key it has, anybody may say, over TLS that is not verified: it is the right one if its
 * thumbprint is the ticket's. From then on nothing counts that it has not signed, and TLS is verified.
 *
 * @param privateKey that the kiosk signs with
 * @param proxy `http://host:port`; `null`: none
 * @param extraCa path of a PEM file with authorities beside the built-in ones
 */
export async function meetHub(
  { hub, hubKey: wanted }: Ticket,
  privateKey: KeyObject,
  proxy: string | null,
  extraCa: string | undefined,
): Promise<Result<HubAtHand, MeetFault>> {
  const way = openWay(proxy, extraCa);
  const hubKey = await askForKey(hub, way);
  if (!hubKey.ok || keyIdOf(hubKey.value) !== Buffer.from(wanted).toString('base64url')) {
    await way.close();
    return hubKey.ok ? fail('hub-of-another') : hubKey;
  }
  const needs = { nowMs: Date.now, monotonicMs: () => performance.now(), randomBytes };
  const client = openClient({ hub, hubKey: hubKey.value, privateKey, way }, needs);
  return ok({ ...client, hubKey: hubKey.value });
}

async function askForKey(hub: string, { strangers: dispatcher }: Way): Promise<Result<string, AnswerFault>> {
  try {
    const { body } = await request(hub + PATHS.challenge, { dispatcher, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const bytes = await readBody(body);
    const said = challengeSchema.safeParse(bytes && parseJson(bytes));
    return said.success ? ok(said.data.hubKey) : fail('answer-not-of-the-hub');
  } catch (error) {
    // Errors of the network and of TLS have a code, or are our own time-out.
    if (error instanceof Error && ('code' in error || error.name === 'TimeoutError')) return fail('hub-unreachable');
    throw error;
  }
}
