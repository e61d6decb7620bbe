import { createPublicKey } from 'node:crypto';
import type { PublicJwk } from '../shared/primitives.ts';
import { fail, type Result } from '../shared/result.ts';
import { encodeSealed, sealingKeyId } from '../shared/sealed.ts';
import { encodeQuery, STATUS_INFO, STATUS_WITHIN_MS, type StatusQuery } from '../shared/status.ts';
import type { Lookup } from '../shared/visit.ts';
import { primitives } from './crypto.ts';
import { sealBase } from './hpke.ts';
import { keepForKey } from './seal.ts';

export interface StatusParts {
  /**
   * Hands a sealed question to the hub and gives back the text that came for it, at most some thousand characters.
   * `status-unknown` is told apart from all other faults, which are one to the visitor. Given up when the signal aborts.
   */
  readonly ask: (sealed: Uint8Array, signal: AbortSignal) => Promise<Result<string, string>>;
  /** The provider's key in the rules in force. */
  readonly key: () => PublicJwk | undefined;
  /** Called once for a key that nothing can be sealed to. */
  readonly unusable: () => void;
  /** A signal that aborts after so many milliseconds. */
  readonly within: (ms: number) => AbortSignal;
}

/**
 * Asks about one visitor; `null`: the rules name nobody who could be asked. What comes of it is there within
 * {@link STATUS_WITHIN_MS}, a fault if nothing else, and never rejects.
 */
export type StatusDesk = (query: StatusQuery) => Promise<Lookup> | null;

/** Asks the status provider through the hub, which can neither read the question nor answer it. */
export function openStatusDesk(parts: StatusParts): StatusDesk {
  const sealer = keepForKey(parts.key, parts.unusable, openQuerySealer);
  return (query) => {
    const seal = sealer();
    if (seal === null) return null;
    const sealed = seal(query);
    const asked = primitives.sha256(sealed);
    return answerTo(sealed, parts).then((answer) => ({ asked, answer }));
  };
}

type Answer = Lookup['answer'];

const NO_ANSWER: Answer = fail('status-unavailable');

async function answerTo(sealed: Uint8Array, { ask, within }: StatusParts): Promise<Answer> {
  const signal = within(STATUS_WITHIN_MS);
  const tooLate = new Promise<Answer>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(NO_ANSWER);
    });
  });
  return Promise.race([answered(sealed, signal, ask), tooLate]);
}

async function answered(sealed: Uint8Array, signal: AbortSignal, ask: StatusParts['ask']): Promise<Answer> {
  try {
    const answer = await ask(sealed, signal);
    if (answer.ok) return answer;
    return answer.fault === 'status-unknown' ? fail('status-unknown') : NO_ANSWER;
  } catch {
    // Whatever broke on the way: to the visitor there is no answer, and a person takes over.
    return NO_ANSWER;
  }
}

/** @returns `null` for a key that nothing can be sealed to */
function openQuerySealer(jwk: PublicJwk): ((query: StatusQuery) => Uint8Array) | null {
  try {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const keyId = sealingKeyId(jwk, primitives.sha256);
    const seal = (query: StatusQuery): Uint8Array =>
      encodeSealed(keyId, sealBase(key, STATUS_INFO, new Uint8Array(), encodeQuery(query)));
    seal({ is: 'document-number', text: '0' });
    return seal;
  } catch {
    // Said once by the caller: of small order, or of another kind.
    return null;
  }
}
