const MAX_EPOCH_MS = 2 ** 48 - 1;
/** rand_a and rand_b together. */
const RANDOM_BITS = 74n;
const RAND_B_BITS = 62n;
const RAND_B_MASK = (1n << RAND_B_BITS) - 1n;

/**
 * A UUIDv7. Within the millisecond of `previous` it is the next number after it, so that ids made one after the other
 * in one millisecond sort as they were made. A clock set back gives a lower id: order is the sequence's business.
 *
 * @param random 10 random bytes; the first bit is dropped, which leaves room to count up (§6.2, rollover guard)
 * @param previous the id made before this one, if any
 * @throws RangeError for a moment before 1970 or after the year 10889
 * @see RFC 9562 §5.7, §6.2 method 2
 */
export function uuid7(epochMs: number, random: Uint8Array, previous: string | null): string {
  if (!Number.isInteger(epochMs) || epochMs < 0 || epochMs > MAX_EPOCH_MS) throw new RangeError('no time for a UUIDv7');
  const time = epochMs.toString(16).padStart(12, '0');
  const last = previous?.replaceAll('-', '');
  return format(time, last?.startsWith(time) === true ? countOf(last) + 1n : freshCount(random));
}

function freshCount(random: Uint8Array): bigint {
  let bits = 0n;
  for (const byte of random.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  return BigInt.asUintN(Number(RANDOM_BITS) - 1, bits);
}

function countOf(hex: string): bigint {
  return (BigInt(`0x${hex.slice(13, 16)}`) << RAND_B_BITS) | (BigInt(`0x${hex.slice(16)}`) & RAND_B_MASK);
}

function format(time: string, count: bigint): string {
  const randA = (count >> RAND_B_BITS) & 0xfffn;
  const randB = (0b10n << RAND_B_BITS) | (count & RAND_B_MASK);
  const tail = randB.toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randA.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
