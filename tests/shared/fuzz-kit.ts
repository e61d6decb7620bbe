import { deflateRawSync, inflateRawSync, inflateSync } from 'node:zlib';
import { decode, encode, rfc8949EncodeOptions } from 'cborg';
import { hcertText, nzcpText, shcTexts } from '../../scripts/foreign-codes.ts';
import { decodeBase45 } from '../../shared/credential/base45.ts';
import { PASS_PREFIX } from '../../shared/credential/pass.ts';
import { BASE32, decodeRadix } from '../../shared/credential/radix.ts';
import { RECEIPT_PREFIX } from '../../shared/credential/receipt.ts';
import type { Result } from '../../shared/result.ts';
import { cbor, textOf } from './credential/codes.ts';

/** Numbers from 0 to below `limit`, the same at every run (mulberry32). */
export type Dice = (limit: number) => number;

export function diceOf(seed: number): Dice {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) % limit;
  };
}

export function oneOf<T>(dice: Dice, items: readonly T[]): T {
  const item = items[dice(items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

/** Characters that mean something to one decoder or another, and some that mean nothing to any. */
const CHARACTERS = [
  ...Array.from('0AZ $%*+-./:~az\n\u0000é张'),
  '\u{1f600}',
  '\ud800',
  'DS1:',
  'HC1:',
  'shc:/',
  'NZCP:/1/',
  'https://',
  '%'.repeat(40),
];

/** Turns, takes away, puts in, doubles or swaps; of text, or of bytes as a list. */
function changed<T>(dice: Dice, from: readonly T[], other: readonly T[], fresh: () => readonly T[]): T[] {
  const at = dice(from.length + 1);
  const length = dice(2) === 0 ? 1 : dice(24);
  const [head, tail] = [from.slice(0, at), from.slice(at)];
  switch (dice(6)) {
    case 0:
      return [...head, ...fresh(), ...tail.slice(1)];
    case 1:
      return [...head, ...tail.slice(length)];
    case 2:
      return [...head, ...fresh(), ...tail];
    case 3:
      return dice(2) === 0 ? head : tail;
    case 4:
      return [...head, ...other.slice(dice(other.length + 1))];
    default:
      return [...head, ...from.slice(Math.max(0, at - length), at), ...tail];
  }
}

function times<T>(dice: Dice, value: T, change: (value: T) => T): T {
  let result = value;
  for (let left = 1 + dice(3); left > 0; left -= 1) result = change(result);
  return result;
}

export function mutatedText(dice: Dice, text: string, other: string): string {
  return times(dice, Array.from(text), (chars) =>
    changed(dice, chars, Array.from(other), () =>
      dice(2) === 0 ? [oneOf(dice, CHARACTERS)] : [other.charAt(dice(200))],
    ),
  ).join('');
}

/** CBOR heads that promise much: deep nests, lengths beyond the end, indefinite lengths, tags, floats, big integers. */
const HEADS = [
  '9bffffffffffffffff',
  '5b7fffffffffffffff',
  'bb0000000100000000',
  '9f',
  'bf',
  '5f',
  'ff',
  'c2',
  'f97e00',
  'f7',
]
  .concat(['1bffffffffffffffff', '3bffffffffffffffff', 'd2', '81'.repeat(300), 'a100'.repeat(200), '7affffffff'])
  .map((hex) => [...Buffer.from(hex, 'hex')]);

function mutatedBytes(dice: Dice, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  return times(dice, bytes, (some) =>
    Uint8Array.from(changed(dice, [...some], [...other], () => (dice(3) === 0 ? oneOf(dice, HEADS) : [dice(256)]))),
  );
}

/** How the text of a code is made of what was signed, so that a mutation may reach what lies under the coding. */
interface Coding {
  /** What lies under text, coding and compression. */
  open(text: string): Uint8Array;
  /** The same with other bytes; whatever was signed beside them stays. */
  close(bytes: Uint8Array, text: string): string;
}

/** By the beginning of the text. */
const CODINGS: Readonly<Record<string, Coding>> = {
  'DS1:': { open: (text) => base45Bytes(text, 4), close: (bytes) => textOf(bytes) },
  'DSR1:': { open: (text) => base45Bytes(text, 5), close: (bytes) => textOf(bytes, RECEIPT_PREFIX) },
  'DSW1:': { open: (text) => base45Bytes(text, 5), close: (bytes) => textOf(bytes, PASS_PREFIX) },
  'HC1:': { open: (text) => inflateSync(base45Bytes(text, 4)), close: hcertText },
  'NZCP:/1/': { open: (text) => decoded(decodeRadix(text.slice(8), BASE32)), close: nzcpText },
  'shc:/': {
    open: (text) => inflateRawSync(Buffer.from(jwsOf(text)[1], 'base64url')),
    close: (bytes, text) => {
      const [header, , signature] = jwsOf(text);
      return shcTexts(`${header}.${deflateRawSync(bytes).toString('base64url')}.${signature}`)[0] ?? '';
    },
  },
};

function codingOf(text: string): Coding {
  const coding = Object.entries(CODINGS).find(([prefix]) => text.startsWith(prefix))?.[1];
  if (coding === undefined) throw new Error('not the text of a code');
  return coding;
}

function base45Bytes(text: string, from: number): Uint8Array {
  return decoded(decodeBase45(text.slice(from)));
}

function decoded(read: Result<Uint8Array, string>): Uint8Array {
  if (!read.ok) throw new Error(read.fault);
  return read.value;
}

function jwsOf(text: string): [header: string, payload: string, signature: string] {
  const pairs = text.slice('shc:/'.length).match(/\d\d/gu) ?? [];
  const jws = pairs.map((pair) => String.fromCharCode(45 + Number(pair))).join('');
  return jws.split('.') as [string, string, string];
}

/** A code whose signed object, or a card's payload, has bytes changed. */
export function withMutatedBytes(dice: Dice, text: string, other: string): string {
  const coding = codingOf(text);
  return coding.close(mutatedBytes(dice, coding.open(text), codingOf(other).open(other)), text);
}

/** What may stand in a payload in place of what belongs there. */
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  255,
  2 ** 32,
  2 ** 53 - 1,
  -(2 ** 53) + 1,
  1.5,
  1e300,
]
  .concat([
    '',
    '张*三',
    'a'.repeat(33),
    '\u202e',
    '__proto__',
    [],
    [[]],
    new Uint8Array(0),
    new Uint8Array(8),
  ] as never[])
  .concat([new Map(), new Map([[1, 1]]), Array.from({ length: 17 }, () => 0), new Uint8Array(2000)] as never[])
  .concat([1_652_400_000, 310_000, 172_800, -300] as never[]);

/** Replaces, drops or doubles one value somewhere in a tree of lists and maps. */
function mutatedTree(dice: Dice, tree: unknown): unknown {
  if (dice(4) === 0) return oneOf(dice, VALUES);
  if (Array.isArray(tree) && tree.length > 0) {
    const at = dice(tree.length);
    const items: unknown[] = [...(tree as unknown[])];
    items.splice(at, 1, ...(dice(8) === 0 ? [] : [mutatedTree(dice, items[at])]));
    return dice(8) === 0 ? [...items, items[0]] : items;
  }
  const entries = entriesOf(tree);
  if (entries === undefined) return oneOf(dice, VALUES);
  const [key] = oneOf(dice, entries);
  const changedEntries =
    dice(8) === 0
      ? entries.filter(([other]) => other !== key)
      : entries.map(([other, value]) => [other, other === key ? mutatedTree(dice, value) : value] as const);
  return tree instanceof Map ? new Map(changedEntries) : Object.fromEntries(changedEntries as never);
}

/** Of a map or a JSON object; `undefined` for what has no members. */
function entriesOf(tree: unknown): (readonly [unknown, unknown])[] | undefined {
  const isObject = Object.prototype.toString.call(tree) === '[object Object]';
  const entries =
    tree instanceof Map ? [...(tree as Map<unknown, unknown>)] : isObject ? Object.entries(tree as object) : [];
  return entries.length === 0 ? undefined : entries;
}

/** A code with another payload under the same header and signature, as bytes turned or as another tree. */
export function withMutatedPayload(dice: Dice, text: string, other: string): string {
  const coding = codingOf(text);
  if (text.startsWith('shc:/')) {
    const json = JSON.parse(Buffer.from(coding.open(text)).toString()) as unknown;
    return coding.close(Buffer.from(JSON.stringify(mutatedTree(dice, json))), text);
  }
  const [header, unprotected, payload, signature] = partsOf(text);
  const changedPayload =
    dice(2) === 0
      ? mutatedBytes(dice, payload, text.slice(0, 3) === other.slice(0, 3) ? partsOf(other)[2] : payload)
      : encode(mutatedTree(dice, decode(payload, { useMaps: true })), rfc8949EncodeOptions);
  const body = cbor([header, unprotected, changedPayload, signature]);
  return coding.close(Buffer.concat([Uint8Array.of(0xd2), body]), text);
}

function partsOf(text: string): [Uint8Array, Map<unknown, unknown>, Uint8Array, Uint8Array] {
  return decode(codingOf(text).open(text).subarray(1), { useMaps: true }) as never;
}
