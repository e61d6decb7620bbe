import type { SheetKind } from '../../shared/company/columns.ts';
import type { Uploaded } from '../../shared/company/calls.ts';
import {
  readSheet,
  readSheetCsv,
  type ReadSheet,
  type SheetGround,
  type WrittenHolder,
} from '../../shared/company/read-sheet.ts';
import { maskName } from '../../shared/credential/mask.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { holdCompany } from '../store/companies.ts';
import { replaceHolders, type Holder } from '../store/holders.ts';
import type { Store } from '../store/schema.ts';
import { readWorkbook } from './workbook.ts';

/** A file as it was sent. */
export interface SentFile {
  readonly format: 'csv' | 'xlsx';
  readonly content: Buffer;
}

/** Reads a file, before any transaction is begun. */
export async function readFile({ format, content }: SentFile, ground: SheetGround): Promise<ReadSheet> {
  if (format === 'csv') return readSheetCsv(textOf(content), ground);
  const rows = await readWorkbook(content);
  return rows.ok
    ? readSheet(rows.value, ground)
    : { ok: false, faults: [{ row: null, column: null, fault: rows.fault }] };
}

/** UTF-8; or else GB 18030, in which spreadsheets of China save a CSV. */
function textOf(content: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // It is not UTF-8; whatever is neither shows in its cells.
    return new TextDecoder('gb18030').decode(content);
  }
}

interface Uploading {
  readonly company: string;
  readonly sheet: SheetKind;
  readonly subjectOf: (documentNumber: string) => string;
  readonly randomBytes: (length: number) => Buffer;
  readonly now: Date;
}

/**
 * Keeps what a file says, whole: of each person the masked name and a pseudonym, and nothing else that would name them.
 *
 * @returns `not-found`: no such company; `refused`: it was, and is done with
 */
export async function keepFile(
  tx: Store,
  holders: readonly WrittenHolder[],
  { company: id, sheet, subjectOf, randomBytes, now }: Uploading,
): Promise<Result<Uploaded, 'not-found' | 'refused'>> {
  const company = await holdCompany(tx, id);
  if (company === null) return fail('not-found');
  if (company.status === 'refused') return fail('refused');
  const kept = holders.map(({ type, name, documentNumber, terms }): Holder => ({
    ...{ id: randomBytes(8).toString('hex'), sheet, type, terms },
    subject: subjectOf(documentNumber),
    maskedName: maskName(name),
  }));
  return ok({ is: 'taken', ...(await replaceHolders(tx, company, sheet, kept, now)) });
}
