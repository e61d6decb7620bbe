import { fail, ok, type Result } from '../../shared/result.ts';
import { PATHS, refusalSchema, statusAnswerSchema } from '../../shared/wire.ts';
import type { HubClient } from './client.ts';

/**
 * Hands a sealed question of status to the hub.
 *
 * @returns the text of what should be a health code; else the hub's own fault, or why there is no answer of the hub's
 */
export async function askStatus(client: Pick<HubClient, 'post'>, sealed: Uint8Array): Promise<Result<string, string>> {
  const answer = await client.post(PATHS.status, { sealed: Buffer.from(sealed).toString('base64') });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return fail(refusalSchema.safeParse(body).data?.fault ?? 'answer-malformed');
  const told = statusAnswerSchema.safeParse(body);
  return told.success ? ok(told.data.code) : fail('answer-malformed');
}
