import { randomBytes, type KeyObject } from 'node:crypto';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Ticket } from '../../shared/ticket.ts';
import { challengeSchema, PATHS } from '../../shared/wire.ts';
import type { AnswerFault } from './answer.ts';
import { keyIdOf } from '../crypto.ts';
import { openClient, type HubClient } from './client.ts';
import { openWay, type Way } from './dispatcher.ts';
import { askStranger } from './stranger.ts';

/** `hub-of-another`: whoever answers has another key than the ticket names. */
export type MeetFault = AnswerFault | 'hub-of-another';

/** The hub of a ticket, known by its key. */
export interface HubAtHand extends Pick<HubClient, 'get' | 'post' | 'close'> {
  /** `x` of its JWK. */
  readonly hubKey: string;
}

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

async function askForKey(hub: string, way: Way): Promise<Result<string, AnswerFault>> {
  const answer = await askStranger(hub + PATHS.challenge, way, null);
  if (!answer.ok) return answer;
  const said = challengeSchema.safeParse(answer.value.body);
  return said.success ? ok(said.data.hubKey) : fail('answer-not-of-the-hub');
}
