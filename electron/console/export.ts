import { cellsOf, titlesOf, type TableFile, type Wording } from '../../shared/console/columns.ts';
import type { ConsoleFault } from '../../shared/console/calls.ts';
import { csvFile } from '../../shared/console/csv.ts';
import type { LogFilter } from '../../shared/console/log.ts';
import { logRowOf } from '../../shared/console/row.ts';
import { MAX_SHEET_ROWS, xlsxFile } from '../../shared/console/xlsx.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Language } from '../../shared/verdict.ts';
import type { Cursor } from '../store/find.ts';
import { openSearch, type Search } from '../store/search.ts';
import { openKept, type KeepFault, type KeptFile } from './kept-file.ts';
import { isElsewhere } from './queries.ts';

/** A file that is there whole. */
interface FilePlan {
  readonly is: 'file';
  readonly bytes: Uint8Array;
  readonly folder: string;
  readonly name: string;
}

/** Entries that are to be written, and where. */
export interface LogPlan {
  readonly is: 'log';
  readonly journalPath: string;
  readonly filter: LogFilter;
  readonly format: 'csv' | 'xlsx';
  readonly language: Language;
  /** Minutes east of UTC, in which times are written. */
  readonly offsetMinutes: number;
  /** Of where the kiosk stands. */
  readonly gate: string;
  /** Reasons in words, by their codes. */
  readonly reasons: ReadonlyMap<string, string>;
  readonly folder: string;
  readonly name: string;
}

export type ExportPlan = LogPlan | FilePlan;

/** `too-much`: more than a worksheet has. */
export type ExportFault = Extract<ConsoleFault, KeepFault | 'cancelled' | 'too-much'>;

export interface Written {
  /** As it is there. */
  readonly name: string;
  readonly rows: number;
}

/** How whoever asked follows it. */
export interface Following {
  rows(rows: number): void;
  isCancelled(): boolean;
  /** Lets what has come meanwhile be heard. */
  pause(): Promise<void>;
}

/** Few, so that whoever comes is soon served: some milliseconds. */
const ROWS_AT_ONCE = 100;
const TITLE_ROWS = 1;

/**
 * Writes a file, entries oldest first and page by page, so that it takes no more memory for a million than for ten. After a
 * fault nothing is left of it.
 *
 * @throws where the journal cannot be read
 */
export async function writeExport(plan: ExportPlan, following: Following): Promise<Result<Written, ExportFault>> {
  const kept = openKept(plan.folder, plan.name);
  if (!kept.ok) return kept;
  let isWhole = false;
  try {
    const written = plan.is === 'file' ? writeBytes(plan, kept.value) : await writeLog(plan, following, kept.value);
    isWhole = written.ok;
    return written;
  } finally {
    if (!isWhole) kept.value.drop();
  }
}

function writeBytes({ bytes }: FilePlan, kept: KeptFile): Result<Written, KeepFault> {
  const added = kept.add(bytes);
  const named = added.ok ? kept.end() : added;
  return named.ok ? ok({ name: named.value, rows: 0 }) : named;
}

async function writeLog(plan: LogPlan, following: Following, kept: KeptFile): Promise<Result<Written, ExportFault>> {
  const search = openSearch(plan.journalPath);
  try {
    const isTooMuch = plan.format === 'xlsx' && search.count(plan.filter, MAX_SHEET_ROWS) > MAX_SHEET_ROWS - TITLE_ROWS;
    return isTooMuch ? fail('too-much') : await writeRows(plan, following, search, kept);
  } finally {
    search.close();
  }
}

async function writeRows(
  plan: LogPlan,
  following: Following,
  search: Search,
  kept: KeptFile,
): Promise<Result<Written, ExportFault>> {
  const table = plan.format === 'csv' ? csvFile() : xlsxFile();
  const begun = kept.add(table.begin(titlesOf(plan.language)));
  if (!begun.ok) return begun;
  let rows = 0;
  for (const page of pagesOf(plan, search, table)) {
    const added = kept.add(page.bytes);
    if (!added.ok) return added;
    rows += page.rows;
    following.rows(rows);
    await following.pause();
    if (following.isCancelled()) return fail('cancelled');
  }
  const ended = kept.add(table.end());
  if (!ended.ok) return ended;
  const named = kept.end();
  return named.ok ? ok({ name: named.value, rows }) : named;
}

interface WrittenPage {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

function* pagesOf(
  { filter, gate, format, ...plan }: LogPlan,
  search: Search,
  table: TableFile,
): Generator<WrittenPage> {
  const wording: Wording = { ...plan, reasonOf: (code) => plan.reasons.get(code) ?? null };
  let after: Cursor | null = null;
  // Entries that come meanwhile must not make more of it than a worksheet has.
  let room = isElsewhere(filter, gate) ? 0 : format === 'xlsx' ? MAX_SHEET_ROWS - TITLE_ROWS : Number.MAX_SAFE_INTEGER;
  while (room > 0) {
    const { entries, next } = search.find(filter, after, Math.min(ROWS_AT_ONCE, room), 'oldest-first');
    yield { bytes: table.add(entries.map((entry) => cellsOf(logRowOf(entry, gate), wording))), rows: entries.length };
    if (next === null) return;
    after = next;
    room -= ROWS_AT_ONCE;
  }
}
