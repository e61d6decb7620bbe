import { decodeEntry } from '../../shared/entry.ts';
import { NO_PREVIOUS_HASH } from '../../shared/journal.ts';
import { headStatement } from '../../shared/statement.ts';
import { importKey, isSignedBy, keyIdOf, sha256 } from '../crypto.ts';
import type { ChainRow, EntryRow, HoleRow } from './walk.ts';

/**
 * What can be wrong with a chain, at a sequence. `bytes`: an entry's bytes do not have its hash, or are no entry and not
 * in quarantine. `place`: they are an entry of another place. `link`: it does not name the hash of the one before.
 * `lack`: it is not here, and neither retention nor its kiosk's word accounts for that. `head`: the chain's head is
 * another entry than its last. `signature`: the kiosk has not signed for this head, or for another entry.
 */
export type Wrong = 'bytes' | 'place' | 'link' | 'lack' | 'head' | 'signature';

export interface Finding {
  readonly wrong: Wrong;
  readonly sequence: number;
}

/** Follows one chain entry by entry, in order, in a memory that does not grow with it. */
export class ChainCheck {
  readonly found: Finding[] = [];
  entries = 0;
  quarantined = 0;
  private last: { readonly sequence: number; readonly hash: Uint8Array } = { sequence: -1, hash: NO_PREVIOUS_HASH };

  private readonly chain: ChainRow;
  private readonly holes: readonly HoleRow[];

  constructor(chain: ChainRow, holes: readonly HoleRow[]) {
    this.chain = chain;
    this.holes = holes;
    if (!isHeadSigned(chain)) this.note('signature', Number(chain.signed_sequence));
  }

  /** The next entry that is here. */
  take(row: EntryRow): void {
    const sequence = Number(row.sequence);
    const isNext = sequence === this.last.sequence + 1;
    if (!isNext) this.checkLack(this.last.sequence + 1, sequence - 1);
    const wrong = findInEntry(row, this.chain.chain, isNext ? this.last.hash : null);
    if (wrong !== null) this.note(wrong, sequence);
    if (sequence > this.chain.through) this.note('head', sequence);
    const { signed_hash: signed } = this.chain;
    if (sequence === Number(this.chain.signed_sequence) && signed?.equals(row.hash) === false) {
      this.note('signature', sequence);
    }
    this.entries += 1;
    if (row.is_quarantined) this.quarantined += 1;
    this.last = { sequence, hash: row.hash };
  }

  /** When there are no more. */
  end(): void {
    const { through, hash } = this.chain;
    if (this.last.sequence < through) this.checkLack(this.last.sequence + 1, through);
    else if (!hash.equals(this.last.hash)) this.note('head', through);
  }

  private note(wrong: Wrong, sequence: number): void {
    this.found.push({ wrong, sequence });
  }

  /** Both ends included. What retention may have dropped, and what the kiosk has lost, is not missed. */
  private checkLack(from: number, to: number): void {
    let next = Math.max(from, this.chain.dropped_through + 1);
    for (const hole of this.holes) if (hole.from <= next && hole.through >= next) next = hole.through + 1;
    if (next <= to) this.note('lack', next);
  }
}

/** @param before hash of the entry before; `null`: it is not here */
function findInEntry(row: EntryRow, chain: string, before: Uint8Array | null): Wrong | null {
  if (!sha256(row.bytes).equals(row.hash)) return 'bytes';
  // What came in an envelope that fits, around something that cannot be read: its link was in the envelope.
  if (row.is_quarantined) return null;
  const decoded = decodeEntry(row.bytes);
  if (!decoded.ok) return 'bytes';
  const { chain: named, sequence, previousHash } = decoded.value;
  if (named !== chain || sequence !== Number(row.sequence)) return 'place';
  return before === null || Buffer.from(previousHash).equals(before) ? null : 'link';
}

function isHeadSigned(row: ChainRow): boolean {
  const { chain, signed_sequence: sequence, signed_hash: hash, signature, signed_by: keyId, public_key: x } = row;
  if (sequence === null) return true;
  if (hash === null || signature === null || x === null || keyIdOf(x) !== keyId) return false;
  const key = importKey(x);
  const statement = headStatement({ chain, sequence: Number(sequence), hash });
  return key !== undefined && isSignedBy(key, statement, signature.toString('base64'));
}
