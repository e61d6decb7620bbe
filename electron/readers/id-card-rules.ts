import { statusOf, type SdtAnswer, type SdtCommand, type SdtStatus } from '../../shared/id-card/sdt.ts';

/** How long the reader may take, and how often it is asked. */
export const TIMES = {
  answerMs: { status: 1000, 'sam-number': 1000, find: 1000, select: 1000, read: 3000 },
  /** At a rate that may be the wrong one; above the half second that slow modules take, and five rates are tried. */
  probeMs: 600,
  /** Longer than any pause within an answer. */
  stalledMs: 500,
  /** Vendors ask for 300 at least between two looks for a card; visitors wait for it. */
  pollMs: 300,
  /** Of a reader that says itself that it cannot. */
  recoveryMs: 1000,
} as const;

/** A select answers 8 bytes, a card is at least its text. */
const SERIAL_BYTES = 8;
const CARD_BYTES = 256;
const SAM_NUMBER_BYTES = 16;

/** What is asked of a card reader, in this order; `pause`: nothing, until it is time to look for a card again. */
export type Phase = Extract<SdtCommand, 'status' | 'sam-number' | 'find' | 'select' | 'read'> | 'pause';

/** Tells whether an answer is one to this question, and not a late one to a question that was given up. */
export function answers(asked: Phase, answer: SdtAnswer): boolean {
  const status = statusOf(answer);
  const { length } = answer.data;
  switch (asked) {
    case 'status':
      return status === 'ok' ? length === 0 : !isOfCard(status);
    case 'sam-number':
      return status === 'ok' ? length === SAM_NUMBER_BYTES : !isOfCard(status);
    case 'find':
      return status !== 'ok' && status !== 'select-failed';
    case 'select':
      return status === 'ok' ? length === SERIAL_BYTES : !isOfFind(status);
    case 'read':
      return status === 'ok' ? length >= CARD_BYTES : !isOfFind(status) && status !== 'select-failed';
    case 'pause':
      return false;
  }
}

function isOfFind(status: SdtStatus | 'unknown'): boolean {
  return status === 'card-found' || status === 'no-card';
}

function isOfCard(status: SdtStatus | 'unknown'): boolean {
  return isOfFind(status) || status === 'select-failed' || status === 'read-failed';
}
