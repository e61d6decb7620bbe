import type { z } from 'zod';
import type { Result } from '../../shared/result.ts';
import { refusalSchema, WIRE_FAULTS, type WireFault } from '../../shared/wire.ts';
import type { AnswerFault, HubAnswer } from './answer.ts';
import type { Outcome, Refused } from './machine-types.ts';

/** Reads an answer into what it means for sync. @param askedAt monotonic milliseconds */
export function outcomeOf<T>(
  answer: Result<HubAnswer, AnswerFault>,
  schema: z.ZodType<T>,
  askedAt: number,
): Outcome<T> {
  if (!answer.ok) return { is: 'no-answer', fault: answer.fault, askedAt };
  if (answer.value.status !== 200) return { is: 'refused', refused: refusedOf(answer.value) };
  const body = schema.safeParse(answer.value.body);
  return body.success ? { is: 'good', body: body.data } : { is: 'unclear' };
}

function refusedOf({ status, body, retryAfterMs }: HubAnswer): Refused {
  const refusal = refusalSchema.safeParse(body).data;
  const fault = refusal !== undefined && isKnown(refusal.fault) ? refusal.fault : null;
  return { status, fault, head: refusal?.head ?? null, retryAfterMs };
}

function isKnown(fault: string): fault is WireFault {
  return Object.hasOwn(WIRE_FAULTS, fault);
}
