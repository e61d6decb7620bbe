import { fail, ok, type Result } from '../../shared/result.ts';
import { MAX_STATUS_ANSWER_BYTES, statusAnswerSchema } from '../../shared/wire.ts';
import type { ProviderFault, StatusProvider } from './provider.ts';

/**
 * A provider that is reached over HTTP: the sealed question is posted as it is, the answer is JSON as the kiosk gets it.
 * 404 says that nobody is known; whatever else is not such an answer is none.
 *
 * @param url without anything of a visitor in it: it is the same for every question
 */
export function httpProvider(url: string): StatusProvider {
  return {
    async answer(question, signal) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: Buffer.from(question),
        redirect: 'error',
        signal,
      });
      if (response.status === 404) return drop(response, 'status-unknown');
      if (response.status !== 200) return drop(response, 'provider-unavailable');
      return readAnswer(await readWithin(response, MAX_STATUS_ANSWER_BYTES));
    },
  };
}

async function drop(response: Response, fault: ProviderFault): Promise<Result<string, ProviderFault>> {
  await response.body?.cancel();
  return fail(fault);
}

/** @returns `undefined` where there is more than `max` bytes; the rest is not waited for */
async function readWithin({ body }: Response, max: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > max) return undefined;
  }
  return Buffer.concat(chunks);
}

function readAnswer(bytes: Buffer | undefined): Result<string, ProviderFault> {
  try {
    const answer = statusAnswerSchema.safeParse(JSON.parse(bytes?.toString() ?? ''));
    return answer.success ? ok(answer.data.code) : fail('provider-unavailable');
  } catch {
    // No JSON. What it is instead may be a visitor's, and is looked at by nobody.
    return fail('provider-unavailable');
  }
}
