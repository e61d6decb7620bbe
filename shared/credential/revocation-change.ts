import { fail, ok, type Result } from '../result.ts';
import { openPrefixes, PREFIX_BYTES, type Prefixes } from './revocation.ts';

/** What makes a newer list of revoked prefixes of an older one. */
export interface RevocationChange {
  readonly removed: Prefixes;
  readonly added: Prefixes;
}

/** How many were taken off comes first, as 32 bits. */
const COUNT_BYTES = 4;

/**
 * Opens a change: the number of prefixes taken off (32 bits, big-endian), these, then those put on, each as in a list.
 *
 * @returns `revocations-malformed` where it is cut short or out of order
 */
export function openChange(bytes: Uint8Array): Result<RevocationChange, 'revocations-malformed'> {
  if (bytes.length < COUNT_BYTES) return fail('revocations-malformed');
  const count = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = COUNT_BYTES + count * PREFIX_BYTES;
  if (end > bytes.length) return fail('revocations-malformed');
  const removed = openPrefixes([bytes.subarray(COUNT_BYTES, end)], end - COUNT_BYTES);
  const added = openPrefixes([bytes.subarray(end)], bytes.length - end);
  if (!removed.ok) return removed;
  if (!added.ok) return added;
  return ok({ removed: removed.value, added: added.value });
}

export function encodeChange({ removed, added }: RevocationChange): Uint8Array {
  const bytes = new Uint8Array(COUNT_BYTES + (removed.upper.length + added.upper.length) * PREFIX_BYTES);
  new DataView(bytes.buffer).setUint32(0, removed.upper.length);
  bytes.set(encodePrefixes(removed), COUNT_BYTES);
  bytes.set(encodePrefixes(added), COUNT_BYTES + removed.upper.length * PREFIX_BYTES);
  return bytes;
}

export function encodePrefixes({ upper, lower }: Prefixes): Uint8Array {
  const bytes = new Uint8Array(upper.length * PREFIX_BYTES);
  const view = new DataView(bytes.buffer);
  upper.forEach((high, i) => {
    view.setUint32(i * PREFIX_BYTES, high);
    view.setUint32(i * PREFIX_BYTES + 4, lower[i] ?? 0);
  });
  return bytes;
}

/** What makes `to` of `from`. */
export function changeBetween(from: Prefixes, to: Prefixes): RevocationChange {
  return { removed: without(from, to), added: without(to, from) };
}

/** Those of `list` that are not in `others`, by going through both once. */
function without(list: Prefixes, others: Prefixes): Prefixes {
  const [upper, lower]: [number[], number[]] = [[], []];
  let at = 0;
  for (let i = 0; i < list.upper.length; i += 1) {
    const [high, low] = [list.upper[i] ?? 0, list.lower[i] ?? 0];
    while (at < others.upper.length && compareAt(others, at, high, low) < 0) at += 1;
    if (at < others.upper.length && compareAt(others, at, high, low) === 0) continue;
    upper.push(high);
    lower.push(low);
  }
  return { upper: Uint32Array.from(upper), lower: Uint32Array.from(lower) };
}

function compareAt({ upper, lower }: Prefixes, i: number, high: number, low: number): number {
  return (upper[i] ?? 0) - high || (lower[i] ?? 0) - low;
}

/** One change in place of two that follow one another; the later of two steps for a prefix is the one that counts. */
export function followedBy(first: RevocationChange, second: RevocationChange): RevocationChange {
  const room = [first, second].reduce((sum, { removed, added }) => sum + removed.upper.length + added.upper.length, 0);
  const [removed, added] = [collection(room), collection(room)];
  for (const step of bothInOrder(stepsOf(first), stepsOf(second))) (step.isRemoval ? removed : added).put(step);
  return { removed: removed.all(), added: added.all() };
}

/** Of steps for the same prefix only the second's last is left. */
function* bothInOrder(first: Iterator<Step>, second: Iterator<Step>): Generator<Step> {
  let [a, b] = [first.next(), second.next()];
  while (a.done !== true || b.done !== true) {
    const order = a.done === true ? 1 : b.done === true ? -1 : byPrefix(a.value, b.value);
    if (order < 0 && a.done !== true) yield a.value;
    if (order > 0 && b.done !== true) yield b.value;
    if (order <= 0) a = first.next();
    else b = second.next();
  }
}

interface Collection {
  put(step: Step): void;
  all(): Prefixes;
}

/** As numbers in a row, which take a tenth of the room that as many objects do. */
function collection(room: number): Collection {
  const [upper, lower] = [new Uint32Array(room), new Uint32Array(room)];
  let count = 0;
  return {
    put({ high, low }) {
      upper[count] = high;
      lower[count] = low;
      count += 1;
    },
    all: () => ({ upper: upper.slice(0, count), lower: lower.slice(0, count) }),
  };
}

function byPrefix(a: Step, b: Step): number {
  return a.high - b.high || a.low - b.low;
}

interface Step {
  readonly high: number;
  readonly low: number;
  readonly isRemoval: boolean;
}

/**
 * Makes the newer list of an older one, piece by piece, so that neither is held whole. What cannot be done is left out:
 * whether the outcome is the list that was signed, its hash tells.
 *
 * @param list the older list in pieces of whole prefixes, in ascending order
 */
export function* applyChange(list: Iterable<Uint8Array>, change: RevocationChange): Generator<Uint8Array> {
  const steps = stepsOf(change);
  let next = steps.next();
  for (const chunk of list) {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (; next.done !== true; next = steps.next()) {
      const step = next.value;
      const place = placeOf(view, step);
      // Beyond the end of this piece; the next one may go on before it.
      if (place === chunk.length) break;
      yield chunk.subarray(from, place);
      from = place;
      const isThere = view.getUint32(place) === step.high && view.getUint32(place + 4) === step.low;
      if (step.isRemoval && isThere) from += PREFIX_BYTES;
      if (!step.isRemoval && !isThere) yield encodeStep(step);
    }
    yield chunk.subarray(from);
  }
  for (; next.done !== true; next = steps.next()) if (!next.value.isRemoval) yield encodeStep(next.value);
}

/** In the order of their prefixes, one at a time: a removal before an addition of the same. */
function* stepsOf({ removed, added }: RevocationChange): Generator<Step, undefined> {
  const at = ({ upper, lower }: Prefixes, i: number, isRemoval: boolean): Step | null =>
    i < upper.length ? { high: upper[i] ?? 0, low: lower[i] ?? 0, isRemoval } : null;
  let [i, j] = [0, 0];
  for (;;) {
    const [off, on] = [at(removed, i, true), at(added, j, false)];
    const step = off === null || (on !== null && byPrefix(on, off) < 0) ? on : off;
    if (step === null) return;
    if (step.isRemoval) i += 1;
    else j += 1;
    yield step;
  }
}

/** Where the prefix stands, or would stand, among those of a piece, in bytes. */
function placeOf(view: DataView, { high, low }: Step): number {
  let [from, to] = [0, view.byteLength / PREFIX_BYTES];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const [atHigh, atLow] = [view.getUint32(middle * PREFIX_BYTES), view.getUint32(middle * PREFIX_BYTES + 4)];
    if (atHigh < high || (atHigh === high && atLow < low)) from = middle + 1;
    else to = middle;
  }
  return from * PREFIX_BYTES;
}

function encodeStep({ high, low }: Step): Uint8Array {
  return encodePrefixes({ upper: Uint32Array.of(high), lower: Uint32Array.of(low) });
}
