import { anchorSchema } from './anchor.ts';
import { decodeIntegerCbor } from './credential/cbor.ts';
import { ENTRY_ENCODING, type Entry, type EntryType } from './journal.ts';
import { fail, ok, type Result } from './result.ts';
import { SCAN_SOURCES, type ScanSource } from './scan.ts';
import { UUID } from './uuid.ts';
import type { Verdict } from './verdict.ts';
import type { Colour } from './credential/facts.ts';

/** `entry-of-a-newer-release`: another encoding version, which this release does not know the fields of. */
export type EntryFault = 'entry-malformed' | 'entry-of-a-newer-release';

/** Fields that stand in every entry. */
type Plain = Omit<Entry, keyof Further>;

type Is<T> = (item: unknown) => item is T;

const isInteger: Is<number> = (it): it is number => Number.isSafeInteger(it);
const isSequence: Is<number> = (it): it is number => isInteger(it) && it >= 0;
const isBoolean: Is<boolean> = (it): it is boolean => typeof it === 'boolean';
/** A journal writes U+FFFD instead of NUL, which PostgreSQL's text cannot hold either. */
const isText: Is<string> = (it): it is string => typeof it === 'string' && !it.includes('\0');
const isTexts: Is<string[]> = (it): it is string[] => Array.isArray(it) && it.every(isText);
const isUuid: Is<string> = (it): it is string => typeof it === 'string' && UUID.test(it);
const isBytes: Is<Uint8Array> = (it): it is Uint8Array => it instanceof Uint8Array;
const isKey: Is<Uint8Array> = (it): it is Uint8Array => isBytes(it) && it.length === 32;

function oneOf<T extends string>(...list: readonly T[]): Is<T> {
  const known: ReadonlySet<unknown> = new Set(list);
  return (it): it is T => known.has(it);
}

function orNull<T>(is: Is<T>): Is<T | null> {
  return (it): it is T | null => it === null || is(it);
}

const TYPES: readonly EntryType[] = ['scan', 'manual', 'overrule', 'abnormal', 'gate', 'break', 'anchor'];
const SOURCES: readonly ScanSource[] = SCAN_SOURCES;
const VERDICTS: readonly Verdict[] = ['admit', 'refer', 'refuse'];
const COLOURS: readonly Colour[] = ['green', 'yellow', 'red'];

/**
 * What each field may be, in the order in which docs/journal.md has their items, after the version.
 *
 * By hand, where a schema would do: a hub reads thousands of entries a second, and zod's check of one took as long as
 * all the rest of reading it, and left 5 KB of garbage.
 */
const FIELDS = {
  chain: isUuid,
  sequence: isSequence,
  id: isUuid,
  previousHash: isKey,
  type: oneOf(...TYPES),
  refersTo: orNull(isUuid),
  epochMs: isInteger,
  offsetMinutes: isInteger,
  isClockConfirmed: isBoolean,
  source: orNull(oneOf(...SOURCES)),
  format: orNull(isText),
  verdict: orNull(oneOf(...VERDICTS)),
  reasons: isTexts,
  colour: orNull(oneOf(...COLOURS)),
  testAgeSeconds: orNull(isInteger),
  maskedName: orNull(isText),
  personKey: orNull(isKey),
  personKeyId: orNull(isText),
  policyVersion: orNull(isInteger),
  durationMs: orNull(isInteger),
  sealed: orNull(isBytes),
} as const satisfies { readonly [Name in keyof Plain]: Is<Plain[Name]> };

const CHECKS: readonly Is<unknown>[] = Object.values(FIELDS);
/** Of an entry with none of what later versions have: its version, and a field each. */
const ITEMS = 1 + CHECKS.length;

/**
 * Decodes an entry from its canonical encoding: the one that `encodeEntry` gives and no other, so that an entry has one
 * hash. No other comes through here: lengths and integers are as short as can be, there are neither floats nor maps nor
 * tags, and as many items as the version has.
 */
export function decodeEntry(bytes: Uint8Array): Result<Entry, EntryFault> {
  const decoded = decodeIntegerCbor(bytes);
  if (!decoded.ok || !Array.isArray(decoded.value)) return fail('entry-malformed');
  const list: readonly unknown[] = decoded.value;
  const [version] = list;
  switch (version) {
    case ENTRY_ENCODING.plain:
      return list.length === ITEMS ? readItems(list, NOTHING_FURTHER) : fail('entry-malformed');
    case ENTRY_ENCODING.withAnchor:
      return list.length === ITEMS + 1 && list[ITEMS] !== null ? readFurther(list) : fail('entry-malformed');
    case ENTRY_ENCODING.withGuard:
      return list.length === ITEMS + 2 && list[ITEMS + 1] !== null ? readFurther(list) : fail('entry-malformed');
    case ENTRY_ENCODING.withLane:
      return list.length === ITEMS + 3 && list[ITEMS + 2] !== null ? readFurther(list) : fail('entry-malformed');
    default:
      return fail(Number.isInteger(version) ? 'entry-of-a-newer-release' : 'entry-malformed');
  }
}

type Further = Pick<Entry, 'anchor' | 'guard' | 'lane'>;

const NOTHING_FURTHER: Further = { anchor: null, guard: null, lane: null };

const isGuard = orNull(isText);
const isLane = orNull(oneOf('out'));

/** @param list has the last item of its version; which others may be `null`, and whether it has them at all, is seen here */
function readFurther(list: readonly unknown[]): Result<Entry, EntryFault> {
  const [item = null, guard = null, lane = null] = list.slice(ITEMS);
  if (!isGuard(guard) || !isLane(lane)) return fail('entry-malformed');
  if (item === null) return readItems(list, { anchor: null, guard, lane });
  const { data: anchor } = anchorSchema.safeParse(item);
  return anchor === undefined ? fail('entry-malformed') : readItems(list, { anchor, guard, lane });
}

function readItems(list: readonly unknown[], further: Further): Result<Entry, EntryFault> {
  const isRead = CHECKS.every((is, i) => is(list[i + 1]));
  return isRead ? ok(nameItems(list, further)) : fail('entry-malformed');
}

/** @param list items that have been checked */
function nameItems(list: readonly unknown[], { anchor, guard, lane }: Further): Entry {
  return {
    chain: list[1],
    sequence: list[2],
    id: list[3],
    previousHash: list[4],
    type: list[5],
    refersTo: list[6],
    epochMs: list[7],
    offsetMinutes: list[8],
    isClockConfirmed: list[9],
    source: list[10],
    format: list[11],
    verdict: list[12],
    reasons: list[13],
    colour: list[14],
    testAgeSeconds: list[15],
    maskedName: list[16],
    personKey: list[17],
    personKeyId: list[18],
    policyVersion: list[19],
    durationMs: list[20],
    sealed: list[21],
    anchor,
    guard,
    lane,
  } satisfies Record<keyof Entry, unknown> as Entry;
}
