import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { FAULTS } from './faults.ts';
import { encodeAnswer, takeRequests, type Request } from './id-card-frames.ts';
import { isReading, nameOf, respond, SAM_STATES, STATUS, type Lying, type SamState } from './id-card-module.ts';
import { CARD, type Card } from './id-card-text.ts';
import type { Device, Surroundings, Tell } from './simulator.ts';

export interface IdCardOptions {
  readonly sam: SamState;
  /** Laid in turn where a line says `lay` and no card, and by `repeat`; one at least. */
  readonly cards: readonly Card[];
  /** How many are laid by itself, */
  readonly repeat: number;
  /** one each so many milliseconds, */
  readonly everyMs: number;
  /** each until it was read, or for so long. */
  readonly stayMs: number;
  /** Finds a card again that it has read, as not all modules do. */
  readonly findsAgain: boolean;
}

const ORDER = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('lay'), card: CARD.optional() }),
  z.strictObject({ do: z.literal('lift') }),
  z.strictObject({ do: z.literal('sam'), state: z.enum(SAM_STATES) }),
]);

/** Where cards are laid down. */
interface Plate {
  readonly on: () => Lying | null;
  /** In place of what lies there; no card: the next of those that the options name. */
  readonly lay: (card: Card | undefined) => void;
  readonly lift: () => void;
  /** The card that lies there was read to its last byte. */
  readonly read: () => void;
  readonly counts: () => { readonly laid: number; readonly read: number };
  /** Settles when the card was read, or is gone. */
  readonly settled: () => Promise<void>;
}

/** A reader of resident ID cards. */
export function makeIdCardReader(options: IdCardOptions, { tell, send, strikes }: Surroundings): Device {
  let { sam } = options;
  let held: Uint8Array = new Uint8Array();
  const plate = makePlate(options.cards, tell);
  const answer = ({ command, parameter, isChecksumRight }: Request): void => {
    const what = nameOf(command, parameter);
    tell('asked', { what });
    if (sam === 'silent') return;
    const [status, data] = isChecksumRight ? respond(what, sam, plate.on(), options.findsAgain) : [STATUS.badChecksum];
    const bytes = encodeAnswer(status, data);
    send(bytes, () => {
      tell('answered', { what, status: status.toString(16).toUpperCase(), bytes: bytes.length });
      if (isReading(what) && status === STATUS.ok) plate.read();
    });
    if (what === 'select' && status === STATUS.ok && strikes('leave-early')) plate.lift();
  };
  return {
    faults: FAULTS,
    hear(bytes) {
      const { requests, rest, skipped } = takeRequests(Buffer.concat([held, bytes]));
      held = rest;
      if (skipped > 0) tell('not-understood', { bytes: skipped });
      for (const request of requests) answer(request);
    },
    unplugged() {
      held = new Uint8Array();
      const on = plate.on();
      if (on !== null) Object.assign(on, { isFound: false, isSelected: false, isRead: false });
    },
    obey(value) {
      const order = ORDER.safeParse(value);
      if (!order.success) return order.error;
      if (order.data.do === 'lay') plate.lay(order.data.card);
      else if (order.data.do === 'lift') plate.lift();
      else sam = order.data.state;
      return null;
    },
    async run(signal) {
      if (options.repeat === 0) return;
      for (let i = 0; i < options.repeat; i += 1) await layOne(plate, options, signal);
      tell('done', plate.counts());
    },
  };
}

/** One visitor's: it lies until it was read, at most as long as they are patient, and the next comes in time. */
async function layOne(plate: Plate, { everyMs, stayMs }: IdCardOptions, signal: AbortSignal): Promise<void> {
  const nextAt = performance.now() + everyMs;
  plate.lay(undefined);
  await Promise.race([plate.settled(), wait(stayMs, undefined, { signal })]);
  plate.lift();
  await wait(Math.max(0, nextAt - performance.now()), undefined, { signal });
}

function makePlate(cards: readonly Card[], tell: Tell): Plate {
  let on: Lying | null = null;
  let laid = 0;
  let read = 0;
  let settle = (): void => undefined;
  const lift = (): void => {
    if (on === null) return;
    on = null;
    tell('lifted', { card: laid });
    settle();
  };
  return {
    on: () => on,
    lift,
    lay(card) {
      const next = card ?? cards[laid % cards.length];
      if (next === undefined) throw new Error('no cards');
      lift();
      laid += 1;
      on = { card: next, isFound: false, isSelected: false, isRead: false };
      tell('laid', { card: laid, kind: next.kind });
    },
    read() {
      read += 1;
      settle();
    },
    counts: () => ({ laid, read }),
    settled: () => new Promise((resolve) => (settle = resolve)),
  };
}
