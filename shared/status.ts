import { decodeCbor, encodeCbor } from './credential/cbor.ts';
import { integer, oneOf, text, tuple } from './credential/shape.ts';
import { MAX_SCAN_LENGTH } from './scan.ts';
import { padded, unpadded } from './sealed.ts';
import { encodeUtf8 } from './utf8.ts';

/** What a kiosk asks the status provider by. */
export interface StatusQuery {
  readonly is: 'online-code' | 'document-number';
  /** The online code's whole text, or the number on the card. */
  readonly text: string;
}

/** What is sealed under this name is a question and nothing else (`info` of RFC 9180). */
export const STATUS_INFO: Uint8Array = encodeUtf8('digital-sentinel status question v1');

/** From the scan to the verdict, whatever became of the answer. */
export const STATUS_WITHIN_MS = 1500;

const VERSION = 1;
const SORTS = ['online-code', 'document-number'] as const satisfies StatusQuery['is'][];
const query = tuple(integer(VERSION, VERSION), oneOf<StatusQuery['is']>(SORTS), text(1, MAX_SCAN_LENGTH));

/** The plaintext of a question: `[version, sort, text]` in CBOR, padded as all that is sealed. */
export function encodeQuery({ is, text: said }: StatusQuery): Uint8Array {
  return padded(encodeCbor([VERSION, SORTS.indexOf(is), said]));
}

/** @returns `undefined` for bytes that are no question */
export function decodeQuery(plaintext: Uint8Array): StatusQuery | undefined {
  const item = decodeCbor(unpadded(plaintext));
  const read = item.ok ? query(item.value) : undefined;
  return read && { is: read[1], text: read[2] };
}
