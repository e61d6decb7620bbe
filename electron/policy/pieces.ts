import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** A list of millions is read in pieces, of whole prefixes each. */
const PIECE_BYTES = 1024 * 1024;

/** Hex of a file's SHA-256. */
export function digestOf(path: string): string {
  const hash = createHash('sha256');
  for (const piece of piecesOf(path)) hash.update(piece);
  return hash.digest('hex');
}

/** A file from its beginning to its end. Each piece is there until the next is asked for: they share their memory. */
export function* piecesOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  try {
    for (;;) {
      const read = readSync(file, piece, 0, PIECE_BYTES, null);
      if (read === 0) return;
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}
