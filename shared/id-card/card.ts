import type { CardFault } from '../device/device.ts';
import { fail, ok, type Result } from '../result.ts';
import type { IdCard, IdCardKind } from '../visit.ts';
import { birthDateOf, dashed, isResidentId, sexOf } from './id-number.ts';
import { nationName } from './nations.ts';
import type { SdtCommand } from './sdt.ts';

/** What a card says of its holder's sex (GB/T 2261.1). */
export type CardSex = 'unknown' | 'male' | 'female' | 'not-stated';

/** What is taken off a card. The rest of it, address, authority, photo and fingerprint, is never copied. */
export interface CardRead {
  readonly card: IdCard;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly sex: CardSex;
  /** Of a resident, as the card's face has it; `null` on other cards, and for a code that GB/T 3304 lacks. */
  readonly nation: string | null;
}

/** Where a field lies in the text block, in bytes. */
interface Field {
  readonly at: number;
  readonly bytes: number;
}

interface Layout {
  readonly kind: IdCardKind;
  /** The first that is not blank is the name; a name may lie in two pieces. */
  readonly names: readonly (readonly Field[])[];
  readonly number: Field;
  readonly numberShape: RegExp;
  /** Whether the number is built as a resident's: day of birth, sex and a check character (GB 11643). */
  readonly isChecked: boolean;
  readonly birth: Field;
  readonly sex: Field;
  readonly nation: Field | null;
}

const TEXT_BYTES = 256;
const FLAG: Field = { at: 248, bytes: 2 };
const VALID_FROM: Field = { at: 188, bytes: 16 };
const VALID_TO: Field = { at: 204, bytes: 16 };

const RESIDENT: Layout = {
  kind: 'resident',
  names: [[{ at: 0, bytes: 30 }]],
  number: { at: 122, bytes: 36 },
  // 9 begins a foreigner's number.
  numberShape: /^[1-8]/u,
  isChecked: true,
  birth: { at: 36, bytes: 16 },
  sex: { at: 30, bytes: 2 },
  nation: { at: 32, bytes: 4 },
};

const FOREIGNER_2017: Layout = {
  kind: 'foreigner-2017',
  names: [[{ at: 158, bytes: 30 }], [{ at: 0, bytes: 120 }]],
  number: { at: 122, bytes: 30 },
  numberShape: /^[A-Z]{3}\d{12}$/u,
  isChecked: false,
  birth: { at: 220, bytes: 16 },
  sex: { at: 120, bytes: 2 },
  nation: null,
};

const FOREIGNER_2023: Layout = {
  ...RESIDENT,
  kind: 'foreigner-2023',
  names: [
    [{ at: 0, bytes: 30 }],
    [
      { at: 52, bytes: 70 },
      { at: 220, bytes: 22 },
    ],
  ],
  numberShape: /^9/u,
  nation: null,
};

const HONG_KONG_MACAU_TAIWAN: Layout = {
  ...RESIDENT,
  kind: 'hong-kong-macau-taiwan',
  numberShape: /^8[123]0000/u,
  nation: null,
};

/** By the flag; a resident's card has none, and a blank in its place. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  '': RESIDENT,
  I: FOREIGNER_2017,
  Y: FOREIGNER_2023,
  J: HONG_KONG_MACAU_TAIWAN,
};

const SEXES: Readonly<Record<string, CardSex>> = { 0: 'unknown', 1: 'male', 2: 'female', 9: 'not-stated' };

/** 长期: good without an end. */
const FOR_GOOD = '长期';

/**
 * Reads the answer to a read command: the announced lengths, then the text; photo and fingerprint are stepped over.
 *
 * A foreigner's name is the Chinese one where the card has it, else the English one: it is what other papers of theirs in
 * China are made out to, and what a paper code's masked name is compared with.
 *
 * Whether the card is good today is not asked here, see {@link checkCardPeriod}.
 *
 * @param data what follows the status in the answer
 * @returns `card-unreadable` where the lengths announced are not those that came, `card-unsupported` for a text or a flag of
 *   a kind that is not known, `card-inconsistent` for fields that are no text, no date, or against one another
 */
export function parseCard(
  data: Uint8Array,
  command: Extract<SdtCommand, 'read' | 'read-with-fingerprint'>,
): Result<CardRead, CardFault> {
  const text = textIn(data, command === 'read' ? 2 : 3);
  if (text === null) return fail('card-unreadable');
  const layout = text.length === TEXT_BYTES ? layoutOf(text) : undefined;
  if (layout === undefined) return fail('card-unsupported');
  const read = readBy(layout, text);
  return read === null ? fail('card-inconsistent') : ok(read);
}

/**
 * Tells whether a card is good on a day; `null`: it is.
 *
 * @param localDate `YYYY-MM-DD`, at the venue. First and last day are both good
 */
export function checkCardPeriod(
  { validFrom, validTo }: Pick<IdCard, 'validFrom' | 'validTo'>,
  localDate: string,
): 'card-expired' | 'card-not-yet-valid' | null {
  // Days written this way sort as they follow one another.
  if (localDate < validFrom) return 'card-not-yet-valid';
  return validTo !== null && localDate > validTo ? 'card-expired' : null;
}

/** The text block, by the lengths (big-endian, two bytes each) of the parts; `null` unless they are just what came. */
function textIn(data: Uint8Array, parts: number): Uint8Array | null {
  const header = parts * 2;
  if (data.length < header) return null;
  const lengths = Array.from({ length: parts }, (_, i) => (data[i * 2] ?? 0) * 256 + (data[i * 2 + 1] ?? 0));
  if (lengths.reduce((sum, length) => sum + length, header) !== data.length) return null;
  return data.subarray(header, header + (lengths[0] ?? 0));
}

function layoutOf(text: Uint8Array): Layout | undefined {
  const flag = fieldOf(text, FLAG);
  return Object.hasOwn(LAYOUTS, flag) ? LAYOUTS[flag] : undefined;
}

/** `null`: its fields are against one another, or not what they should be. */
function readBy(layout: Layout, text: Uint8Array): CardRead | null {
  const [number, name] = [fieldOf(text, layout.number), nameOf(layout, text)];
  const [birthDate, sex] = [dashed(fieldOf(text, layout.birth)), SEXES[fieldOf(text, layout.sex)]];
  const period = periodOf(text);
  if (name === null || birthDate === null || sex === undefined || period === null) return null;
  if (!layout.numberShape.test(number) || (layout.isChecked && !agrees(number, birthDate, sex))) return null;
  const nation = layout.nation === null ? null : nationName(fieldOf(text, layout.nation));
  return { card: { kind: layout.kind, name, documentNumber: number, ...period }, birthDate, sex, nation };
}

/** A sex that is unknown or not stated contradicts no number. */
function agrees(number: string, birthDate: string, sex: CardSex): boolean {
  const isSexTold = sex === 'male' || sex === 'female';
  return isResidentId(number) && birthDateOf(number) === birthDate && (!isSexTold || sexOf(number) === sex);
}

/** Halves of surrogate pairs are no text (UTF-16), line breaks and marks that turn the writing direction no name. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

function nameOf({ names }: Layout, text: Uint8Array): string | null {
  const name = names.map((pieces) => unpadded(pieces.map((piece) => unitsOf(text, piece)).join(''))).find(Boolean);
  return name === undefined || UNPRINTABLE.test(name) ? null : name;
}

function periodOf(text: Uint8Array): Pick<IdCard, 'validFrom' | 'validTo'> | null {
  const [validFrom, end] = [dashed(fieldOf(text, VALID_FROM)), fieldOf(text, VALID_TO)];
  if (validFrom === null) return null;
  if (end === FOR_GOOD) return { validFrom, validTo: null };
  const validTo = dashed(end);
  return validTo === null || validTo < validFrom ? null : { validFrom, validTo };
}

function fieldOf(text: Uint8Array, field: Field): string {
  return unpadded(unitsOf(text, field));
}

/** UTF-16, little-endian; pieces may be half a pair, so whether it is well-formed is asked of the whole. */
function unitsOf(text: Uint8Array, { at, bytes }: Field): string {
  let units = '';
  for (let i = at; i < at + bytes; i += 2) units += String.fromCharCode((text[i] ?? 0) + (text[i + 1] ?? 0) * 256);
  return units;
}

/** Fields are filled up with blanks; some modules fill with zeros, some forms with full-width blanks. */
function unpadded(field: string): string {
  return field.replace(/[ \0\u3000]+$/u, '');
}
