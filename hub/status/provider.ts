import type { Result } from '../../shared/result.ts';

/** `status-unknown`: nobody is known by what was asked. The other is every reason for which there is no answer. */
export type ProviderFault = 'status-unknown' | 'provider-unavailable';

/**
 * Whoever knows what an online code or a document number stands for. What is asked is sealed to it, what it answers is
 * signed: the hub hands both on, can read the one as little as write the other, and keeps neither.
 */
export interface StatusProvider {
  /**
   * @param question sealed, `shared/sealed.ts`
   * @param signal aborts when nobody waits for the answer any more
   * @returns the text of a health code that is bound to the question
   */
  answer(question: Uint8Array, signal: AbortSignal): Promise<Result<string, ProviderFault>>;
}
