import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { FAULTS } from './faults.ts';
import { encodeAnswer, takeRequests, type Request } from './id-card-frames.ts';
import { CARD, encodeCardText, encodeText, type Card } from './id-card-text.ts';
import type { Device, Surroundings } from './simulator.ts';

/** How the reader's security module is. `silent`: the whole reader says nothing. */
export const SAM_STATES = ['ok', 'not-authorised', 'failed', 'silent'] as const;
type SamState = (typeof SAM_STATES)[number];

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

/** SW3. */
const STATUS = {
  ok: 0x90,
  found: 0x9f,
  empty: 0x91,
  badChecksum: 0x10,
  badCommand: 0x21,
  readFailed: 0x41,
  selfTestFailed: 0x60,
  notAuthorised: 0x66,
  notFound: 0x80,
  notSelected: 0x81,
} as const;

/** By command and parameter; what it is called in the events. */
const REQUESTS: Readonly<Record<number, string>> = {
  0x10ff: 'reset',
  0x11ff: 'status',
  0x12ff: 'sam-number',
  0x2001: 'find',
  0x2002: 'select',
  0x3001: 'read',
  0x3003: 'read-newest-address',
  0x3010: 'read-with-fingerprint',
  0x6000: 'set-baud',
  0x6001: 'set-baud',
  0x6002: 'set-baud',
  0x6003: 'set-baud',
  0x6004: 'set-baud',
  0x61ff: 'max-rf-bytes',
};

/** 05.03-20220513-0000000001-0000000042: nobody's. */
const SAM_NUMBER = Buffer.from('05000300618a3401010000002a000000', 'hex');
const PHOTO_BYTES = 1024;
const FINGERPRINT_BYTES = 1024;
const NEWEST_ADDRESS_BYTES = 70;

const ORDER = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('lay'), card: CARD.optional() }),
  z.strictObject({ do: z.literal('lift') }),
  z.strictObject({ do: z.literal('sam'), state: z.enum(SAM_STATES) }),
]);

/** The card that lies on the reader, and how far the host has come with it. */
interface Lying {
  readonly card: Card;
  isFound: boolean;
  isSelected: boolean;
  isRead: boolean;
}

/** A reader of resident ID cards. */
export function makeIdCardReader(options: IdCardOptions, { tell, send, strikes }: Surroundings): Device {
  let sam = options.sam;
  let lying: Lying | null = null;
  let laid = 0;
  let read = 0;
  let held: Uint8Array = new Uint8Array();
  /** Called when the card was read to its last byte, or taken away. */
  let settle = (): void => undefined;

  const lay = (card: Card | undefined): void => {
    const next = card ?? options.cards[laid % options.cards.length];
    if (next === undefined) throw new Error('no cards');
    if (lying !== null) lift();
    laid += 1;
    lying = { card: next, isFound: false, isSelected: false, isRead: false };
    tell('laid', { card: laid, kind: next.kind });
  };
  const lift = (): void => {
    if (lying === null) return;
    lying = null;
    tell('lifted', { card: laid });
    settle();
  };
  const answer = (request: Request): void => {
    const what = REQUESTS[(request.command << 8) | request.parameter] ?? 'unknown';
    tell('asked', { what });
    if (sam === 'silent') return;
    const on = lying;
    const [status, data] = request.isChecksumRight ? respond(what, sam, on, options.findsAgain) : [STATUS.badChecksum];
    const bytes = encodeAnswer(status, data);
    send(bytes, () => {
      tell('answered', { what, status: status.toString(16).toUpperCase().padStart(2, '0'), bytes: bytes.length });
      if (!isReading(what) || status !== STATUS.ok) return;
      read += 1;
      settle();
    });
    if (what === 'select' && status === STATUS.ok && strikes('leave-early')) lift();
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
      if (lying !== null) Object.assign(lying, { isFound: false, isSelected: false, isRead: false });
    },
    obey(value) {
      const order = ORDER.safeParse(value);
      if (!order.success) return order.error;
      if (order.data.do === 'lay') lay(order.data.card);
      else if (order.data.do === 'lift') lift();
      else sam = order.data.state;
      return null;
    },
    async run(signal) {
      for (let i = 0; i < options.repeat; i += 1) {
        const nextAt = performance.now() + options.everyMs;
        lay(undefined);
        await Promise.race([new Promise<void>((done) => (settle = done)), wait(options.stayMs, undefined, { signal })]);
        lift();
        await wait(Math.max(0, nextAt - performance.now()), undefined, { signal });
      }
      if (options.repeat > 0) tell('done', { laid, read });
    },
  };
}

/** Status and data. What the request changes is the card's state, as in a real module. */
function respond(
  what: string,
  sam: SamState,
  on: Lying | null,
  findsAgain: boolean,
): readonly [status: number, data?: Uint8Array] {
  if (what === 'unknown') return [STATUS.badCommand];
  if (sam === 'failed') return [STATUS.selfTestFailed];
  if (sam === 'not-authorised') return [STATUS.notAuthorised];
  switch (what) {
    case 'sam-number':
      return [STATUS.ok, SAM_NUMBER];
    case 'find':
      return find(on, findsAgain);
    case 'select':
      if (on?.isFound !== true) return [STATUS.notSelected];
      on.isSelected = true;
      return [STATUS.ok, new Uint8Array(8)];
    case 'read':
    case 'read-with-fingerprint':
    case 'read-newest-address':
      return on?.isSelected === true ? readCard(what, on) : [STATUS.readFailed];
    default:
      return [STATUS.ok];
  }
}

/** A card that was read is not found again until it has been away. */
function find(on: Lying | null, findsAgain: boolean): readonly [number, Uint8Array?] {
  if (on === null || (on.isRead && !findsAgain)) return [STATUS.notFound];
  on.isFound = true;
  return [STATUS.found, new Uint8Array(4)];
}

function readCard(what: string, on: Lying): readonly [number, Uint8Array?] {
  if (what === 'read-newest-address') {
    const { newestAddress } = on.card;
    if (newestAddress === undefined) return [STATUS.empty];
    return [STATUS.ok, encodeText(newestAddress, NEWEST_ADDRESS_BYTES)];
  }
  on.isRead = true;
  const text = encodeCardText(on.card);
  const blocks = [text, picture(PHOTO_BYTES)];
  if (what === 'read-with-fingerprint') blocks.push(picture(FINGERPRINT_BYTES));
  const lengths = blocks.flatMap(({ length }) => [length >> 8, length & 0xff]);
  return [STATUS.ok, Buffer.concat([Uint8Array.from(lengths), ...blocks])];
}

function isReading(what: string): boolean {
  return what === 'read' || what === 'read-with-fingerprint';
}

/** Nobody's: any bytes, and among them what a frame begins with. */
function picture(bytes: number): Uint8Array {
  const filled = Uint8Array.from({ length: bytes }, (_, i) => (i * 151 + (i >> 3)) & 0xff);
  filled.set([0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x04], 100);
  return filled;
}
