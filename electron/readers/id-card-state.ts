import type { BaudRate } from '../../shared/device/device.ts';
import { NOTHING_HELD } from '../../shared/id-card/sdt.ts';
import type { Phase } from './id-card-rules.ts';

/** How far a session with a card reader is. */
export interface IdCardState {
  readonly phase: Phase;
  /** What comes after the pause. */
  readonly next: Exclude<Phase, 'pause'>;
  readonly held: Uint8Array;
  /** When the pause ends, or the answer is given up: at the latest, */
  readonly limitMs: number;
  /** and sooner where its bytes have stopped coming. */
  readonly dueMs: number;
  /** Whether any byte came since the question. */
  readonly isHeard: boolean;
  readonly rate: BaudRate;
  readonly isRateSet: boolean;
  /** Whether it has answered at this rate, or IT has set it. */
  readonly isRateSure: boolean;
  /** How many questions one after the other had no answer. */
  readonly silences: number;
  readonly samNumber: string | null;
  /** How often this card could not be read; `null`: no card is being read. */
  readonly failures: number | null;
  /** Whether an answer with the card in it did not come whole: the reader then counts the card as read. */
  readonly isAnswerLost: boolean;
  /** Whether all was said of the card that lies there: it must go before the same is taken again. */
  readonly isDone: boolean;
  /** How often in a row a card was found of which all was said. */
  readonly looks: number;
  /** The number that was presented last, while it may be that card still: forgotten when it was away. */
  readonly lastNumber: string | null;
  /** The number that was read last, also by a module that finds no card again which it has read. */
  readonly readNumber: string | null;
  /** Whether any was read in this session. */
  readonly hasRead: boolean;
  /** When it said what state it is in: the session's beginning. */
  readonly begunMs: number;
  /** When the reader was last heard. */
  readonly heardMs: number;
  /** How often in a row no card was there. */
  readonly absences: number;
}

/** A session that begins. */
export const BEGINNING: Omit<IdCardState, 'rate' | 'isRateSet' | 'isRateSure'> = {
  phase: 'pause',
  next: 'status',
  held: NOTHING_HELD,
  limitMs: 0,
  dueMs: 0,
  isHeard: false,
  readNumber: null,
  hasRead: false,
  begunMs: 0,
  heardMs: 0,
  silences: 0,
  samNumber: null,
  failures: null,
  isAnswerLost: false,
  isDone: false,
  looks: 0,
  lastNumber: null,
  absences: 0,
};
