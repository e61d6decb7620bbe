import { encodeCardText, encodeText, type Card } from './id-card-text.ts';

/** How the reader's security module is. `silent`: the whole reader says nothing. */
export const SAM_STATES = ['ok', 'not-authorised', 'failed', 'silent'] as const;
export type SamState = (typeof SAM_STATES)[number];

/** SW3. */
export const STATUS = {
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

/** The card that lies on the reader, and how far the host has come with it. */
export interface Lying {
  readonly card: Card;
  isFound: boolean;
  isSelected: boolean;
  isRead: boolean;
}

/** What a request is called, `unknown` where it is none that we know. */
export function nameOf(command: number, parameter: number): string {
  return REQUESTS[(command << 8) | parameter] ?? 'unknown';
}

/** Status and data. What the request changes is the card's state, as in a real module. */
export function respond(
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

export function isReading(what: string): boolean {
  return what === 'read' || what === 'read-with-fingerprint';
}

/** Nobody's: any bytes, and among them what a frame begins with. */
function picture(bytes: number): Uint8Array {
  const filled = Uint8Array.from({ length: bytes }, (_, i) => (i * 151 + (i >> 3)) & 0xff);
  filled.set([0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x04], 100);
  return filled;
}
