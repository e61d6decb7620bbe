import { z } from 'zod';
import { anchorSchema } from './anchor.ts';
import { areEqual, decodeCbor } from './credential/cbor.ts';
import type { Colour } from './credential/facts.ts';
import { encodeEntry, ENTRY_ENCODING, type Entry, type EntryType } from './journal.ts';
import { fail, ok, type Result } from './result.ts';
import type { ScanSource } from './scan.ts';
import { UUID } from './uuid.ts';
import type { Verdict } from './verdict.ts';

/** `entry-of-a-newer-release`: another encoding version, which this release does not know the fields of. */
export type EntryFault = 'entry-malformed' | 'entry-of-a-newer-release';

const uuid = z.string().regex(UUID);
/** A journal writes U+FFFD instead of NUL, which PostgreSQL's text cannot hold either. */
const text = z.string().refine((it) => !it.includes('\0'));
const integer = z.int();
const key = z.instanceof(Uint8Array).refine((it) => it.length === 32);

/** Fields in the order in which docs/journal.md has their items, after the version. */
const fields = {
  chain: uuid,
  sequence: z.int().nonnegative(),
  id: uuid,
  previousHash: key,
  type: z.enum(['scan', 'manual', 'overrule', 'abnormal', 'gate', 'break', 'anchor'] as const satisfies EntryType[]),
  refersTo: uuid.nullable(),
  epochMs: integer,
  offsetMinutes: integer,
  isClockConfirmed: z.boolean(),
  source: z.enum(['camera', 'serial', 'keyboard', 'id-card'] as const satisfies ScanSource[]).nullable(),
  format: text.nullable(),
  verdict: z.enum(['admit', 'refer', 'refuse'] as const satisfies Verdict[]).nullable(),
  reasons: z.array(text),
  colour: z.enum(['green', 'yellow', 'red'] as const satisfies Colour[]).nullable(),
  testAgeSeconds: integer.nullable(),
  maskedName: text.nullable(),
  personKey: key.nullable(),
  personKeyId: text.nullable(),
  policyVersion: integer.nullable(),
  durationMs: integer.nullable(),
  sealed: z.instanceof(Uint8Array).nullable(),
};

// By name, although they come as a list: zod compiles the check of an object, which takes a third of a tuple's time.
const withoutAnchor = z.object({ ...fields, anchor: z.null() }) satisfies z.ZodType<Entry>;
const withAnchor = z.object({ ...fields, anchor: anchorSchema }) satisfies z.ZodType<Entry>;

/**
 * Decodes an entry from its canonical encoding: the one that {@link encodeEntry} gives and no other, so that an entry
 * has one hash.
 */
export function decodeEntry(bytes: Uint8Array): Result<Entry, EntryFault> {
  const decoded = decodeCbor(bytes);
  if (!decoded.ok || !Array.isArray(decoded.value)) return fail('entry-malformed');
  const list: readonly unknown[] = decoded.value;
  const [version] = list;
  if (Number.isInteger(version) && !VERSIONS.includes(version)) return fail('entry-of-a-newer-release');
  const schema = version === ENTRY_ENCODING.withAnchor ? withAnchor : withoutAnchor;
  const { data: entry } = schema.safeParse(nameItems(list));
  // More or fewer items than an entry has come out as others than those it is encoded from.
  return entry !== undefined && areEqual(encodeEntry(entry), bytes) ? ok(entry) : fail('entry-malformed');
}

const VERSIONS: readonly unknown[] = Object.values(ENTRY_ENCODING);

function nameItems(list: readonly unknown[]): Record<keyof Entry, unknown> {
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
    anchor: list[22] ?? null,
  };
}
