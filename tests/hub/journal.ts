import { createHash, randomUUID } from 'node:crypto';
import { encodeEntry, NO_PREVIOUS_HASH, type Entry } from '../../shared/journal.ts';
import type { Batch } from '../../shared/wire.ts';
import { NOON } from './database.ts';

/** A scan as a kiosk remembers it. */
export function makeEntry(
  chain: string,
  sequence: number,
  previousHash: Uint8Array,
  changed: Partial<Entry> = {},
): Entry {
  return {
    chain,
    sequence,
    id: `0180bab7-0c00-7000-8000-${sequence.toString(16).padStart(12, '0')}`,
    previousHash,
    type: 'scan',
    refersTo: null,
    epochMs: NOON + sequence * 1000,
    offsetMinutes: 480,
    isClockConfirmed: true,
    source: 'camera',
    format: 'health-code',
    verdict: 'admit',
    reasons: ['all-checks-passed'],
    colour: 'green',
    testAgeSeconds: 169_200,
    maskedName: '张*三',
    personKey: Uint8Array.from({ length: 32 }, (_, i) => (i + sequence) & 255),
    personKeyId: 'v1',
    policyVersion: 1,
    durationMs: 4,
    guard: null,
    lane: null,
    sealed: null,
    anchor: null,
    ...changed,
  };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** A chain as a kiosk would send it. @param contents bytes in place of an entry's, by sequence */
export function makeChain(
  length: number,
  { chain = randomUUID(), contents = {} }: { chain?: string; contents?: Readonly<Record<number, Uint8Array>> } = {},
): Batch {
  const entries: Batch['entries'] = [];
  let previousHash: Uint8Array = NO_PREVIOUS_HASH;
  for (let sequence = 0; sequence < length; sequence += 1) {
    const bytes = contents[sequence] ?? encodeEntry(makeEntry(chain, sequence, previousHash));
    entries.push({
      sequence,
      previousHash: Buffer.from(previousHash).toString('base64'),
      bytes: Buffer.from(bytes).toString('base64'),
    });
    previousHash = sha256(bytes);
  }
  return { chain, entries };
}

/** A piece of a chain: from `from` up to but without `end`. */
export function slice({ chain, entries }: Batch, from: number, end?: number): Batch {
  return { chain, entries: entries.slice(from, end) };
}

/** Base64 of the hash of a chain's last entry. */
export function lastHash({ entries }: Batch): string {
  return sha256(Buffer.from(entries.at(-1)?.bytes ?? '', 'base64')).toString('base64');
}
