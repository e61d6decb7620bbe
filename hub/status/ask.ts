import { describeError } from '../../shared/error-place.ts';
import { fail, type Result } from '../../shared/result.ts';
import { statusAnswerSchema } from '../../shared/wire.ts';
import type { Log } from '../log.ts';
import type { ProviderFault, StatusProvider } from './provider.ts';

type Answer = Result<string, ProviderFault>;

/**
 * Asks a provider, and waits no longer than `withinMs`, whatever it does. What it throws, and what no kiosk would take,
 * is no answer.
 */
export async function askProvider(
  provider: StatusProvider,
  question: Uint8Array,
  withinMs: number,
  log: Log,
): Promise<Answer> {
  const signal = AbortSignal.timeout(Math.max(0, Math.floor(withinMs)));
  const tooLate = new Promise<Answer>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(fail('provider-unavailable'));
    });
  });
  return Promise.race([answered(provider, question, signal, log), tooLate]);
}

async function answered(
  provider: StatusProvider,
  question: Uint8Array,
  signal: AbortSignal,
  log: Log,
): Promise<Answer> {
  try {
    const answer = await provider.answer(question, signal);
    if (!answer.ok) return answer;
    return statusAnswerSchema.safeParse({ code: answer.value }).success ? answer : fail('provider-unavailable');
  } catch (error) {
    // Its class and place, never its message: messages quote their input.
    log.write('provider-failed', describeError(error));
    return fail('provider-unavailable');
  }
}
