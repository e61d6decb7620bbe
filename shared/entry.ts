import { z } from 'zod';
import { anchorSchema, type Anchor } from './anchor.ts';
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

/** Items in the order of docs/journal.md, after the version. */
const shared = [
  uuid,
  z.int().nonnegative(),
  uuid,
  key,
  z.enum(['scan', 'manual', 'overrule', 'abnormal', 'gate', 'break', 'anchor'] as const satisfies EntryType[]),
  uuid.nullable(),
  integer,
  integer,
  z.boolean(),
  z.enum(['camera', 'serial', 'keyboard', 'id-card'] as const satisfies ScanSource[]).nullable(),
  text.nullable(),
  z.enum(['admit', 'refer', 'refuse'] as const satisfies Verdict[]).nullable(),
  z.array(text),
  z.enum(['green', 'yellow', 'red'] as const satisfies Colour[]).nullable(),
  integer.nullable(),
  text.nullable(),
  key.nullable(),
  text.nullable(),
  integer.nullable(),
  integer.nullable(),
  z.instanceof(Uint8Array).nullable(),
] as const;
const withoutAnchor = z.tuple([z.literal(ENTRY_ENCODING.withoutAnchor), ...shared]);
const withAnchor = z.tuple([z.literal(ENTRY_ENCODING.withAnchor), ...shared, anchorSchema]);
const VERSIONS: readonly unknown[] = Object.values(ENTRY_ENCODING);

/**
 * Decodes an entry from its canonical encoding: the one that {@link encodeEntry} gives and no other, so that an entry
 * has one hash.
 */
export function decodeEntry(bytes: Uint8Array): Result<Entry, EntryFault> {
  const decoded = decodeCbor(bytes);
  if (!decoded.ok || !Array.isArray(decoded.value)) return fail('entry-malformed');
  const version: unknown = decoded.value[0];
  if (Number.isInteger(version) && !VERSIONS.includes(version)) return fail('entry-of-a-newer-release');
  const entry = version === ENTRY_ENCODING.withAnchor ? parseWithAnchor(decoded.value) : parse(decoded.value);
  if (entry === null) return fail('entry-malformed');
  return areEqual(encodeEntry(entry), bytes) ? ok(entry) : fail('entry-malformed');
}

function parse(list: unknown): Entry | null {
  const { data } = withoutAnchor.safeParse(list);
  return data === undefined ? null : nameItems(data, null);
}

function parseWithAnchor(list: unknown): Entry | null {
  const { data } = withAnchor.safeParse(list);
  return data === undefined ? null : nameItems(data, data[22]);
}

function nameItems(list: z.infer<typeof withoutAnchor> | z.infer<typeof withAnchor>, anchor: Anchor | null): Entry {
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
  };
}
