import { createHash, createPublicKey, verify } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { headStatement } from '../../shared/statement.ts';
import { batchSchema, type Batch } from '../../shared/wire.ts';
import { keyIdOf } from '../crypto.ts';
import { syncFolder } from '../store/files.ts';
import { packBatch, type SignHead } from '../sync/batch.ts';
import type { OwedChain } from './owed.ts';

/** What a file of entries that no hub has begins with: whose they are, and the key whose signatures stand in it. */
const headerSchema = z.object({
  format: z.literal('digital-sentinel owed entries 1'),
  kiosk: z.string().nullable(),
  venue: z.string().nullable(),
  gate: z.string().nullable(),
  /** Thumbprint of the key (RFC 7638), as the hub lists it; `null`: nothing is signed. */
  keyId: z.string().nullable(),
  /** `x` of its JWK. */
  publicKey: z.string().nullable(),
});
export type EvidenceHeader = Omit<z.infer<typeof headerSchema>, 'format'>;

const FORMAT = 'digital-sentinel owed entries 1';

/** Entries of one line. */
const LINE_ENTRIES = 100;

/**
 * Writes what is owed to a file, in the place of one that is there, a line each batch, as it would have gone to the hub (`POST /v1/entries`, docs/wire.md),
 * with the chain's signed head.
 *
 * @returns how many entries
 * @throws what the disk does
 */
export function writeEvidence(
  path: string,
  header: EvidenceHeader,
  chains: readonly OwedChain[],
  signHead: SignHead,
): number {
  const file = openSync(path, 'w', 0o600);
  let count = 0;
  try {
    const line = (value: object): void => {
      writeAll(file, Buffer.from(`${JSON.stringify(value)}\n`));
    };
    line({ format: FORMAT, ...header });
    for (const { outbox, after } of chains) {
      let through = after;
      for (;;) {
        const packed = packBatch(outbox, through, LINE_ENTRIES, signHead);
        if (packed === null) break;
        line(packed.body);
        count += packed.sent.count;
        through = packed.sent.through;
      }
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(path);
  return count;
}

function writeAll(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}

/** What walking the entries of one chain in such a file found. */
export interface EvidenceReport {
  readonly chain: string;
  readonly entries: number;
  /** Sequence of the first entry that is not what was written there; `null`: none. */
  readonly brokenAt: number | null;
  /** Thumbprint of the key that has signed where the chain ends; `null`: nobody has, or not this. */
  readonly signedBy: string | null;
}

/** Whether a file says of itself that it is one of these: by its first bytes. */
export function isEvidence(path: string): boolean {
  const start = Buffer.from(`{"format":"${FORMAT}"`);
  const found = Buffer.alloc(start.length);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const file = openSync(path, 'r');
  try {
    readSync(file, found, 0, found.length, 0);
  } finally {
    closeSync(file);
  }
  return found.equals(start);
}

/** @returns `null`: it has none */
export function readHeader(path: string): EvidenceHeader | null {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(MAX_HEADER_BYTES);
    const length = readSync(file, start, 0, start.length, 0);
    return headerSchema.safeParse(parseJson(start.toString('utf8', 0, length).split('\n')[0] ?? '')).data ?? null;
  } finally {
    closeSync(file);
  }
}

/** Names of a venue and a gate are the longest in it. */
const MAX_HEADER_BYTES = 4096;

interface Walk {
  entries: number;
  brokenAt: number | null;
  last: { readonly sequence: number; readonly hash: string } | null;
  signedBy: string | null;
}

/** Walks every chain in such a file. @returns `null`: some line is none of these, or cut short */
export async function verifyEvidence(path: string): Promise<EvidenceReport[] | null> {
  const walks = new Map<string, Walk>();
  let header: z.infer<typeof headerSchema> | null = null;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const value = parseJson(text);
    if (header === null) {
      header = headerSchema.safeParse(value).data ?? null;
      if (header === null) return null;
      continue;
    }
    const batch = batchSchema.safeParse(value);
    if (!batch.success) return null;
    const walk = walks.get(batch.data.chain) ?? { entries: 0, brokenAt: null, last: null, signedBy: null };
    walks.set(batch.data.chain, walk);
    walkBatch(walk, batch.data, header.publicKey);
  }
  if (header === null) return null;
  return [...walks].map(([chain, { entries, brokenAt, signedBy }]) => ({ chain, entries, brokenAt, signedBy }));
}

function walkBatch(walk: Walk, { chain, head, hole, entries }: Batch, publicKey: string | null): void {
  for (const { sequence, previousHash, bytes } of entries) {
    if (walk.brokenAt !== null) return;
    const { last } = walk;
    const isAfterHole = hole !== undefined && sequence === entries[0]?.sequence;
    const follows = last === null || isAfterHole || (sequence === last.sequence + 1 && previousHash === last.hash);
    if (!follows) {
      walk.brokenAt = last.sequence + 1;
      return;
    }
    const hash = createHash('sha256').update(Buffer.from(bytes, 'base64')).digest('base64');
    walk.last = { sequence, hash };
    walk.entries += 1;
    if (head?.sequence !== sequence) continue;
    if (head.hash !== hash) walk.brokenAt = sequence;
    else walk.signedBy = signerOf(chain, head, publicKey);
  }
}

/** @returns `null` where the signature is not of this key */
function signerOf(chain: string, head: NonNullable<Batch['head']>, publicKey: string | null): string | null {
  if (publicKey === null) return null;
  const statement = headStatement({ chain, sequence: head.sequence, hash: Buffer.from(head.hash, 'base64') });
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  return verify(null, statement, key, Buffer.from(head.signature, 'base64')) ? keyIdOf(publicKey) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Cut short: the schema finds nothing in it.
    return undefined;
  }
}
