const MAX_EPOCH_MS = 2 ** 48 - 1;
const RAND_B_BITS = 62n;
const RAND_B_MASK = (1n << RAND_B_BITS) - 1n;

/**
 * A UUIDv7. Within the millisecond of `previous` it is the next number after it, so that ids made one after the other
 * in one millisecond sort as they were made. A clock set back gives a lower id: order is the sequence's business.
 *
 * @param random 10 random bytes; the first bit of rand_a is cleared, which leaves room to count up (§6.2, rollover guard)
 * @param previous the id made before this one, if any
 * @throws RangeError for a moment before 1970 or after the year 10889
 * @see RFC 9562 §5.7, §6.2 method 2
 */
export function uuid7(epochMs: number, random: Uint8Array, previous: string | null): string {
  if (!Number.isInteger(epochMs) || epochMs < 0 || epochMs > MAX_EPOCH_MS) throw new RangeError('no time for a UUIDv7');
  const made = fresh(epochMs, random);
  return previous?.startsWith(made.slice(0, TIME_LENGTH)) === true
    ? `${made.slice(0, TIME_LENGTH)}-${next(previous)}`
    : made;
}

/** What a UUIDv7 of a moment begins with; sorts before all of that moment, and after all of earlier ones. */
export function uuid7Time(epochMs: number): string {
  const hex = Math.min(Math.max(epochMs, 0), MAX_EPOCH_MS)
    .toString(16)
    .padStart(TIME_BYTES * 2, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

const TIME_BYTES = 6;

/** Of the first two groups, the hyphen between them included. */
const TIME_LENGTH = 13;

/** @returns epoch milliseconds at which a UUIDv7 was made */
export function momentOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, TIME_LENGTH), 16);
}

/** Made anew, its memory would take longer than all else. */
const room = Buffer.alloc(16);

function fresh(epochMs: number, random: Uint8Array): string {
  room.writeUIntBE(epochMs, 0, TIME_BYTES);
  room.set(random, TIME_BYTES);
  room[6] = 0x70 | ((random[0] ?? 0) & 0b0111);
  room[8] = 0x80 | ((random[2] ?? 0) & 0b0011_1111);
  const hex = room.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${groups(hex.slice(12))}`;
}

/** The last three groups: version and rand_a, variant and the start of rand_b, the rest of it. */
function groups(hex: string): string {
  return `${hex.slice(0, 4)}-${hex.slice(4, 8)}-${hex.slice(8)}`;
}

function next(previous: string): string {
  const hex = previous.replaceAll('-', '');
  const count = ((BigInt(`0x${hex.slice(13, 16)}`) << RAND_B_BITS) | (BigInt(`0x${hex.slice(16)}`) & RAND_B_MASK)) + 1n;
  const randA = (count >> RAND_B_BITS).toString(16).padStart(3, '0');
  return groups(`7${randA}${((0b10n << RAND_B_BITS) | (count & RAND_B_MASK)).toString(16)}`);
}
