import { z } from 'zod';

/**
 * The 256 bytes of text in a card's chip: UTF-16LE, each field padded with spaces. Written from the published layout
 * alone, and sharing nothing with what reads cards: each is the other's check.
 */

/** Field, offset, bytes. */
type Layout = readonly (readonly [field: string, offset: number, bytes: number])[];

const TEXT_BYTES = 256;

const PERIOD = [
  ['validFrom', 188, 16],
  ['validTo', 204, 16],
] as const;

const RESIDENT: Layout = [
  ['name', 0, 30],
  ['sex', 30, 2],
  ['nation', 32, 4],
  ['birth', 36, 16],
  ['address', 52, 70],
  ['documentNumber', 122, 36],
  ['authority', 158, 30],
  ...PERIOD,
  ['flag', 248, 2],
];

const LAYOUTS = {
  resident: RESIDENT,
  'foreigner-2023': [
    ['name', 0, 30],
    ['sex', 30, 2],
    ['renewals', 32, 4],
    ['birth', 36, 16],
    ['englishName', 52, 70],
    ['documentNumber', 122, 36],
    ...PERIOD,
    ['flag', 248, 2],
  ],
  'hong-kong-macau-taiwan': [...RESIDENT, ['passNumber', 220, 18], ['issueCount', 238, 4]],
  'foreigner-2017': [
    ['englishName', 0, 120],
    ['sex', 120, 2],
    ['documentNumber', 122, 30],
    ['nationality', 152, 6],
    ['name', 158, 30],
    ...PERIOD,
    ['birth', 220, 16],
    ['version', 236, 4],
    ['authorityCode', 240, 8],
    ['flag', 248, 2],
  ],
} as const satisfies Record<string, Layout>;

type CardKind = keyof typeof LAYOUTS;

/** What lies at offset 248; blank on a resident's card. */
const FLAGS: Readonly<Record<CardKind, string>> = {
  resident: '',
  'foreigner-2017': 'I',
  'foreigner-2023': 'Y',
  'hong-kong-macau-taiwan': 'J',
};

const text = z.string();

/** A card as a line says it. Nothing is checked but that it fits: cards that contradict themselves are wanted too. */
export const CARD = z
  .strictObject({
    kind: z.enum(['resident', 'foreigner-2017', 'foreigner-2023', 'hong-kong-macau-taiwan']).default('resident'),
    /** In Chinese; a foreigner may have none (`""`), */
    name: text,
    /** and an English one, which no other has. */
    englishName: text.optional(),
    documentNumber: text,
    /** `YYYYMMDD`. */
    validFrom: text.default('20200101'),
    /** `YYYYMMDD` or `长期`. */
    validTo: text.default('20400101'),
    /** By the number, if not said. */
    sex: text.optional(),
    birth: text.optional(),
    nation: text.optional(),
    address: text.default('北京市朝阳区演示路1号'),
    authority: text.default('北京市公安局演示分局'),
    nationality: text.default('XXA'),
    version: text.default('01'),
    renewals: text.default('00'),
    authorityCode: text.default('1500'),
    passNumber: text.default('H00000000'),
    issueCount: text.default('01'),
    /** In place of the kind's own: cards of a kind that nobody knows. */
    flag: text.optional(),
    /** What the chip has beside its text: an address that it was given later. */
    newestAddress: text.optional(),
  })
  .superRefine((card, context) => {
    const values = fieldsOf(card);
    for (const [field, , bytes] of LAYOUTS[card.kind]) {
      if (utf16(values[field]).length <= bytes) continue;
      context.addIssue({ code: 'custom', path: [field], message: `does not fit its ${bytes / 2} characters` });
    }
  });

export type Card = z.infer<typeof CARD>;

/** The block of a card that fits, as {@link CARD} sees to. */
export function encodeCardText(card: Card): Uint8Array {
  const block = encodeText('', TEXT_BYTES);
  const values = fieldsOf(card);
  for (const [field, offset, bytes] of LAYOUTS[card.kind]) block.set(encodeText(values[field], bytes), offset);
  return block;
}

/** UTF-16LE, padded with spaces to `bytes`. */
export function encodeText(value: string | undefined, bytes: number): Uint8Array {
  const padding = ' '.repeat(bytes / 2);
  return utf16(`${value ?? ''}${padding}`).subarray(0, bytes);
}

function utf16(value = ''): Buffer {
  return Buffer.from(value, 'utf16le');
}

function fieldsOf(card: Card): Readonly<Record<string, string | undefined>> {
  const { kind, documentNumber } = card;
  const has18 = documentNumber.length === 18;
  return {
    ...card,
    // Digit 17 is odd for men; digits 7 to 14 are the day of birth.
    sex: card.sex ?? (has18 && Number(documentNumber[16]) % 2 === 0 ? '2' : '1'),
    birth: card.birth ?? (has18 ? documentNumber.slice(6, 14) : '19900101'),
    nation: card.nation ?? (kind === 'resident' ? '01' : ''),
    flag: card.flag ?? FLAGS[kind],
  };
}
