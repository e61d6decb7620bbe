import { anchorItems, type Anchor } from './anchor.ts';
import { encodeCbor } from './credential/cbor.ts';
import { cborWriter } from './credential/cbor-write.ts';
import type { Colour } from './credential/facts.ts';
import type { Lane } from './device/device.ts';
import type { ScanSource } from './scan.ts';
import type { Moment } from './time.ts';
import type { Verdict } from './verdict.ts';

export type EntryType = 'scan' | 'manual' | 'overrule' | 'abnormal' | 'gate' | 'break' | 'anchor';

/** What is entered as the format of an ID card. */
export const CARD_FORMAT = 'id-card';

/** Who it was: kept only in a form that the health office alone can read. */
export interface Identity {
  readonly format: string;
  /** Of a card the module that has read it, as far as that is known. */
  readonly issuer: string;
  /** As the issuer names the code, `null` where it has no id; the number of a card. */
  readonly id: string | null;
  /** Only where the code has no id: the name in capitals and the date of birth, each on a line. The name on a card. */
  readonly holder: string | null;
}

/** Where an entry stands, which what is sealed in it is bound to. */
export interface Place {
  /** UUID of the chain. */
  readonly chain: string;
  /** 0, 1, 2, … within the chain, without holes. */
  readonly sequence: number;
}

/** What is remembered of one event, but for what is sealed. */
export interface EntryFacts {
  readonly type: EntryType;
  /** UUID of the entry this one corrects or completes. */
  readonly refersTo: string | null;
  readonly epochMs: number;
  /** Minutes east of UTC of the kiosk's clock. */
  readonly offsetMinutes: number;
  readonly isClockConfirmed: boolean;
  readonly source: ScanSource | null;
  readonly format: string | null;
  readonly verdict: Verdict | null;
  /** Reason codes, worst first. */
  readonly reasons: readonly string[];
  readonly colour: Colour | null;
  /** Seconds from sampling of the newest nucleic-acid result to the scan; negative when sampled in our future. */
  readonly testAgeSeconds: number | null;
  readonly maskedName: string | null;
  /** HMAC-SHA-256 under the venue key, 32 bytes; says nothing without that key. */
  readonly personKey: Uint8Array | null;
  /** Which venue key made `personKey`. */
  readonly personKeyId: string | null;
  readonly policyVersion: number | null;
  /** Milliseconds from the scan's arrival to the entry being written. */
  readonly durationMs: number | null;
  /** The number by which the venue knows the guard who decided; `null`: the kiosk has. */
  readonly guard: string | null;
  /** Which way the visitor goes; `null`: in, or there is none. */
  readonly lane: 'out' | null;
}

/** An event, before the journal gives it its place in the chain. */
export interface NewEntry extends EntryFacts {
  /** Seals who it was, for that place alone; `null`: nobody is known, or there is no office to seal for. */
  readonly seal: ((place: Place) => Uint8Array) | null;
  /** As {@link Entry.anchor}; absent: the entry has none. */
  readonly anchor?: Anchor;
}

/** What an entry says of the lane before which its visitor stands. */
export function enteredLane(lane: Lane): EntryFacts['lane'] {
  return lane === 'out' ? lane : null;
}

/** What an entry has that is of no visitor. */
export function entryWithoutVisitor({
  epochMs,
  offsetMinutes,
  isConfirmed,
}: Moment): Omit<NewEntry, 'type' | 'reasons'> {
  return {
    refersTo: null,
    epochMs,
    offsetMinutes,
    isClockConfirmed: isConfirmed,
    source: null,
    format: null,
    verdict: null,
    colour: null,
    testAgeSeconds: null,
    maskedName: null,
    personKey: null,
    personKeyId: null,
    policyVersion: null,
    durationMs: null,
    guard: null,
    lane: null,
    seal: null,
  };
}

/** An entry in its place: final once it has these. */
export interface Entry extends EntryFacts, Place {
  /** See docs/journal.md; `null`: nothing was sealed. */
  readonly sealed: Uint8Array | null;
  /** UUIDv7 (RFC 9562 §5.7). */
  readonly id: string;
  /** SHA-256 over the canonical encoding of the entry before; 32 zero bytes for the first. */
  readonly previousHash: Uint8Array;
  /** In an entry of type `anchor`, and in the first of a chain that follows another. */
  readonly anchor: Anchor | null;
}

/** First item of every encoded entry; another list of fields is another version. An entry has the first that has all of its. */
export const ENTRY_ENCODING = { plain: 1, withAnchor: 2, withGuard: 3, withLane: 4 } as const;

/** What the first entry of a chain names as its predecessor: 32 zero bytes, the length of a SHA-256. */
export const NO_PREVIOUS_HASH: Uint8Array = new Uint8Array(32);

/**
 * The canonical encoding of an entry, over which the next one carries the SHA-256: one deterministic CBOR array of
 * 22 items in the order of `docs/journal.md`, which also has a worked example; 23 with an anchor, 24 with a guard, 25 with a
 * lane.
 *
 * What is absent is `null` in its place, never left out. A lone surrogate in text is encoded as U+FFFD, as SQLite
 * stores it.
 *
 * @throws RangeError for a number that is no safe integer
 * @see RFC 8949 §4.2.1
 */
export function encodeEntry(entry: Entry): Uint8Array {
  writeEntry(entry);
  return writer.copy();
}

/**
 * @param sha256 is lent the encoding while it runs
 * @returns SHA-256 over what {@link encodeEntry} gives
 */
export function hashEntry(entry: Entry, sha256: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  writeEntry(entry);
  return sha256(writer.view());
}

function writeEntry(entry: Entry): void {
  const { anchor, lane } = entry;
  const version = versionOf(entry);
  writer.begin();
  writer.array(ITEMS + version - ENTRY_ENCODING.plain);
  writer.integer(version);
  writePlace(entry);
  writeEvent(entry);
  writeVisitor(entry);
  if (anchor !== null) writer.encoded(encodeCbor(anchorItems(anchor)));
  else if (version > ENTRY_ENCODING.withAnchor) writer.nothing();
  if (version >= ENTRY_ENCODING.withGuard) writeText(entry.guard);
  if (lane !== null) writer.text(lane);
}

function versionOf({ anchor, guard, lane }: Entry): number {
  if (lane !== null) return ENTRY_ENCODING.withLane;
  if (guard !== null) return ENTRY_ENCODING.withGuard;
  return anchor !== null ? ENTRY_ENCODING.withAnchor : ENTRY_ENCODING.plain;
}

/** One for all, as nothing of it outlasts an encoding: making room for each would take as long as writing into it. */
const writer = cborWriter();

/** In all versions, their number included; each further one has one more. */
const ITEMS = 22;

function writePlace({ chain, sequence, id, previousHash }: Entry): void {
  writer.text(chain);
  writer.integer(sequence);
  writer.text(id);
  writer.bytes(previousHash);
}

function writeEvent(entry: Entry): void {
  writer.text(entry.type);
  writeText(entry.refersTo);
  writer.integer(entry.epochMs);
  writer.integer(entry.offsetMinutes);
  writer.boolean(entry.isClockConfirmed);
  writeText(entry.source);
  writeText(entry.format);
  writeText(entry.verdict);
  writer.array(entry.reasons.length);
  for (const reason of entry.reasons) writer.text(reason);
}

function writeVisitor(entry: Entry): void {
  writeText(entry.colour);
  writeInteger(entry.testAgeSeconds);
  writeText(entry.maskedName);
  writeBytes(entry.personKey);
  writeText(entry.personKeyId);
  writeInteger(entry.policyVersion);
  writeInteger(entry.durationMs);
  writeBytes(entry.sealed);
}

function writeText(text: string | null): void {
  if (text === null) writer.nothing();
  else writer.text(text);
}

function writeInteger(integer: number | null): void {
  if (integer === null) writer.nothing();
  else writer.integer(integer);
}

function writeBytes(bytes: Uint8Array | null): void {
  if (bytes === null) writer.nothing();
  else writer.bytes(bytes);
}
