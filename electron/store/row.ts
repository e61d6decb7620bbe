import { z } from 'zod';
import { anchorItems, anchorSchema, type Anchor } from '../../shared/anchor.ts';
import { decodeCbor, encodeCbor } from '../../shared/credential/cbor.ts';
import type { Entry, EntryType } from '../../shared/journal.ts';
import type { Colour } from '../../shared/credential/facts.ts';
import { SCAN_SOURCES } from '../../shared/scan.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { SqlValue } from './sqlite.ts';

/** Columns of `entry`, in the order in which {@link toRow} gives their values. */
export const COLUMNS = [
  'sequence',
  'chain',
  'id',
  'previous_hash',
  'hash',
  'type',
  'refers_to',
  'epoch_ms',
  'offset_minutes',
  'is_clock_confirmed',
  'source',
  'format',
  'verdict',
  'reasons',
  'colour',
  'test_age_seconds',
  'masked_name',
  'person_key',
  'person_key_id',
  'policy_version',
  'duration_ms',
  'sealed',
  'anchor',
  'guard',
  'lane',
] as const;

export function toRow(entry: Entry, hash: Uint8Array): SqlValue[] {
  return [
    entry.sequence,
    entry.chain,
    entry.id,
    entry.previousHash,
    hash,
    entry.type,
    entry.refersTo,
    entry.epochMs,
    entry.offsetMinutes,
    entry.isClockConfirmed ? 1 : 0,
    entry.source,
    entry.format,
    entry.verdict,
    JSON.stringify(entry.reasons),
    entry.colour,
    entry.testAgeSeconds,
    entry.maskedName,
    entry.personKey,
    entry.personKeyId,
    entry.policyVersion,
    entry.durationMs,
    entry.sealed,
    entry.anchor && encodeCbor(anchorItems(entry.anchor)),
    entry.guard,
    entry.lane,
  ];
}

const bytes = z.instanceof(Uint8Array);
const integer = z.int();
const reasons = z.array(z.string());

const rowSchema = z.object({
  sequence: integer,
  chain: z.string(),
  id: z.string(),
  previous_hash: bytes,
  hash: bytes,
  type: z.enum([
    'scan',
    'manual',
    'overrule',
    'abnormal',
    'gate',
    'break',
    'anchor',
  ] as const satisfies readonly EntryType[]),
  refers_to: z.string().nullable(),
  epoch_ms: integer,
  offset_minutes: integer,
  is_clock_confirmed: z.literal([0, 1]),
  source: z.enum(SCAN_SOURCES).nullable(),
  format: z.string().nullable(),
  verdict: z.enum(['admit', 'refer', 'refuse'] as const satisfies readonly Verdict[]).nullable(),
  reasons: z.string(),
  colour: z.enum(['green', 'yellow', 'red'] as const satisfies readonly Colour[]).nullable(),
  test_age_seconds: integer.nullable(),
  masked_name: z.string().nullable(),
  person_key: bytes.nullable(),
  person_key_id: z.string().nullable(),
  policy_version: integer.nullable(),
  duration_ms: integer.nullable(),
  sealed: bytes.nullable(),
  /** This and what follows is not there in a journal that an older release has set aside. */
  anchor: bytes.nullish(),
  guard: z.string().nullish(),
  lane: z.literal('out').nullish(),
});

/** @returns `undefined` for a row that this release cannot have written */
export function parseRow(row: unknown): { entry: Entry; hash: Uint8Array } | undefined {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const codes = parseReasons(data.reasons);
  const anchor = data.anchor instanceof Uint8Array ? parseAnchor(data.anchor) : null;
  if (codes === undefined || anchor === undefined) return undefined;
  const entry: Entry = {
    chain: data.chain,
    sequence: data.sequence,
    id: data.id,
    previousHash: data.previous_hash,
    type: data.type,
    refersTo: data.refers_to,
    epochMs: data.epoch_ms,
    offsetMinutes: data.offset_minutes,
    isClockConfirmed: data.is_clock_confirmed === 1,
    source: data.source,
    format: data.format,
    verdict: data.verdict,
    reasons: codes,
    colour: data.colour,
    testAgeSeconds: data.test_age_seconds,
    maskedName: data.masked_name,
    personKey: data.person_key,
    personKeyId: data.person_key_id,
    policyVersion: data.policy_version,
    durationMs: data.duration_ms,
    sealed: data.sealed,
    anchor,
    guard: data.guard ?? null,
    lane: data.lane ?? null,
  };
  return { entry, hash: data.hash };
}

function parseReasons(text: string): string[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return reasons.safeParse(json).data;
}

function parseAnchor(encoded: Uint8Array): Anchor | undefined {
  const decoded = decodeCbor(encoded);
  return decoded.ok ? anchorSchema.safeParse(decoded.value).data : undefined;
}
