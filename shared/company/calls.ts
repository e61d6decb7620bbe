import { z } from 'zod';
import { isCreditCode } from './credit-code.ts';
import { MAX_FAULTS, SHEET_FAULTS, SHEETS } from './columns.ts';
import { companyName, companySchema, CONTACTS, MAX_HEADCOUNT } from './company.ts';
import { placeName } from '../place-name.ts';

/** Bytes of a file with 10,000 rows: some 120 a row, of a CSV or of a workbook, with room to spare. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** In base64, with what is around it. */
export const MAX_UPLOAD_BYTES = Math.ceil(MAX_FILE_BYTES / 3) * 4 + 1024;

/** What is typed is set free in spaces and in small letters. */
export const creditCode = z
  .string()
  .max(64)
  .overwrite((text) => text.normalize('NFKC').replaceAll(/[\s-]/gu, '').toUpperCase())
  .refine(isCreditCode, 'no unified social credit code, or a wrong check character (GB 32100)');

/** What a company says of itself. Nobody's name and no number of anybody: whoever has the token speaks for it. */
export const applicationAsk = z.strictObject({
  venue: placeName,
  name: companyName,
  creditCode,
  contact: z.enum(CONTACTS),
  headcount: z.int().min(1).max(MAX_HEADCOUNT),
});
export type Application = z.infer<typeof applicationAsk>;

/** The token is told this once. */
export const applicationReply = z.object({ token: z.string(), company: companySchema });

export const standReply = z.object({
  company: companySchema,
  /** Why it may take no passes now; `null`: it may. */
  noPasses: z.enum(['not-approved', 'suspended', 'refused', 'not-yet', 'over']).nullable(),
});
export type Stand = z.infer<typeof standReply>;

export const uploadAsk = z.strictObject({
  sheet: z.enum(SHEETS),
  format: z.enum(['csv', 'xlsx']),
  /** The file as it is. */
  content: z.base64().max(Math.ceil(MAX_FILE_BYTES / 3) * 4),
});

const placedFault = z.object({ row: z.int().nullable(), column: z.string().nullable(), fault: z.enum(SHEET_FAULTS) });

/** All of a file, or nothing of it and what is wrong. */
export const uploadReply = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('taken'),
    rows: z.int(),
    added: z.int(),
    kept: z.int(),
    withdrawn: z.int(),
    barred: z.int(),
  }),
  z.object({ is: z.literal('wrong'), faults: z.array(placedFault).max(MAX_FAULTS) }),
]);
export type Uploaded = z.infer<typeof uploadReply>;

export const MAX_PASSES_PAGE = 500;

export const passesAsk = z.strictObject({
  sheet: z.enum(SHEETS),
  /** `next` of the page before; `null`: the first. */
  after: z
    .string()
    .regex(/^[\da-f]{16}$/u)
    .nullable(),
  limit: z.int().min(1).max(MAX_PASSES_PAGE),
});

const takenPass = z.object({
  /** 8 bytes in hex, by which it is taken back. */
  id: z.string(),
  type: z.enum(['staff', 'vehicle', 'shuttle', 'point-work', 'delivery']),
  maskedName: z.string(),
  plate: z.string().nullable(),
  validFrom: z.iso.datetime(),
  validUntil: z.iso.datetime(),
  /** What stands in its QR code. */
  text: z.string(),
});
export type TakenPass = z.infer<typeof takenPass>;

export const passesReply = z.object({ passes: z.array(takenPass), next: z.string().nullable() });
export type PassesPage = z.infer<typeof passesReply>;

/** Why a company is refused, beside what any request is (shared/wire.ts), and the status that it travels under. */
export const COMPANY_FAULTS = {
  /** It is not let in yet, or not any more: it has no passes. */
  'company-not-in-force': 409,
} as const;
export type CompanyFault = keyof typeof COMPANY_FAULTS;

/** What a company's page asks for with its token, each answered at `/company/api/…`. */
export const COMPANY_PATHS = {
  apply: '/company/api/apply',
  stand: '/company/api/stand',
  upload: '/company/api/upload',
  passes: '/company/api/passes',
} as const;
