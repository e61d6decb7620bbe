import { timingSafeEqual } from 'node:crypto';
import { parseCode } from '../../shared/enrolment-code.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { encodeTicket, parseHubAddress, type Typed } from '../../shared/ticket.ts';
import { PATHS, refusalSchema, ticketAnswerSchema } from '../../shared/wire.ts';
import { codeIdOf, codeProofOf, primitives } from '../crypto.ts';
import { openWay } from './dispatcher.ts';
import { askStranger, type StrangersAnswer } from './stranger.ts';

/** What may be wrong with what was typed, before anybody is asked. */
export type TypingFault = 'address-malformed' | 'code-malformed';

/** What whoever answers may say that IT can do something about. Nobody has proven it, and nothing is done by it. */
const REFUSALS = [
  'code-unknown',
  'code-expired',
  'code-used',
  'policy-folder-not-set',
  'policy-root-missing',
  'hub-busy',
  'too-many-requests',
] as const;

export type LearningFault =
  | 'hub-unreachable'
  | 'answer-not-of-the-hub'
  | 'gateway-trouble'
  | (typeof REFUSALS)[number]
  /** A hub of a release that does not know what is asked. */
  | 'hub-of-another-release'
  /** Whoever answers does not show that they know the code. */
  | 'hub-not-proven'
  | 'refused';

/** Reads an address and a code as somebody has typed them. */
export function parseTyped(address: string, code: string): Result<Typed, TypingFault> {
  const typed = { hub: parseHubAddress(address), code: parseCode(code) };
  if (typed.hub === null) return fail('address-malformed');
  return typed.code === null ? fail('code-malformed') : ok({ hub: typed.hub, code: typed.code });
}

/**
 * Makes a ticket of a hub's address and a code: whoever answers there names the hub's key and the root of the rules, and
 * proves by the code that they are those it was made with. TLS is not verified, since nothing but that proof counts; the
 * code is not told, but by its id, of which nobody finds it. It is told when the kiosk enrols, to the hub of that key.
 *
 * @param proxy `http://host:port`; `null`: none
 * @param extraCa path of a PEM file with authorities beside the built-in ones
 */
export async function learnTicket(
  typed: Typed,
  proxy: string | null,
  extraCa: string | undefined,
): Promise<Result<string, LearningFault>> {
  const codeHash = primitives.sha256(Buffer.from(typed.code));
  const way = openWay(proxy, extraCa);
  try {
    const asked = { codeId: codeIdOf(codeHash).toString('base64') };
    const answer = await askStranger(typed.hub + PATHS.ticket, way, asked);
    return answer.ok ? ticketIn(answer.value, typed, codeHash) : answer;
  } finally {
    await way.close();
  }
}

function ticketIn(answer: StrangersAnswer, typed: Typed, codeHash: Uint8Array): Result<string, LearningFault> {
  if (answer.status !== 200) return fail(refusalIn(answer));
  const said = ticketAnswerSchema.safeParse(answer.body);
  if (!said.success) return fail('answer-not-of-the-hub');
  const { hubKeyId, policyRoot, proof } = said.data;
  const named = { hubKey: Buffer.from(hubKeyId, 'base64url'), policyRoot: Buffer.from(policyRoot, 'base64') };
  const isProven = isSame(codeProofOf(codeHash, named), Buffer.from(proof, 'base64'));
  return isProven ? ok(encodeTicket({ ...typed, ...named })) : fail('hub-not-proven');
}

/** In a time that says nothing of where they differ. */
function isSame(wanted: Buffer, given: Buffer): boolean {
  return given.length === wanted.length && timingSafeEqual(wanted, given);
}

function refusalIn({ status, body }: StrangersAnswer): LearningFault {
  const fault = refusalSchema.safeParse(body).data?.fault;
  if (fault === 'not-found') return 'hub-of-another-release';
  const known = REFUSALS.find((one) => one === fault);
  if (known !== undefined) return known;
  if (status === 429 || status >= 500) return 'gateway-trouble';
  return fault === undefined ? 'answer-not-of-the-hub' : 'refused';
}
