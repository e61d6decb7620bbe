import { cellsOf, rowOf, type Cell } from './leaf.ts';
import { openPages, type PageFile } from './page-file.ts';
import type { SqlRow } from './sqlite.ts';

/** Sequences, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Rows of a journal, however they are got at. */
export interface Rows {
  /** Where there may be rows, oldest first, without overlap. Whether they are what was written, their hashes say. */
  readonly ranges: readonly Range[];
  row(sequence: number): SqlRow | undefined;
  close(): void;
}

/** Entries of one leaf whose sequences follow one another. */
interface Run extends Range {
  readonly page: number;
}

/**
 * The rows of the table of entries in whatever pages of the file look like leaves, without SQLite: what leads to them may be
 * torn, its first page and the schema as well.
 *
 * @param maxPages looked at, from the end, where the newest entries are most likely
 * @throws where the disk fails
 */
export function readRaw(path: string, maxPages = Number.POSITIVE_INFINITY): Rows {
  const pages = openPages(path);
  const runs: Run[] = [];
  for (let number = Math.max(1, pages.count - maxPages + 1); number <= pages.count; number += 1) {
    const page = pages.page(number);
    if (page !== undefined) addRuns(runs, entriesOf(page, number), number);
  }
  runs.sort((a, b) => a.from - b.from);
  return {
    ranges: rangesOf(runs),
    row: rowReader(pages, runs),
    close: () => {
      pages.close();
    },
  };
}

/** Columns that every release's rows have: those before the anchor (`001-journal.sql`). */
const LEAST_COLUMNS = 22;

/** A record says first how long its header is: a byte for that and for each of the columns at least, and more than other tables have. */
const LEAST_HEADER = 1 + LEAST_COLUMNS;

function entriesOf(page: Buffer, number: number): Cell[] {
  return cellsOf(page, number).filter(({ at }) => (page[at] ?? 0) >= LEAST_HEADER);
}

function addRuns(runs: Run[], cells: readonly Cell[], page: number): void {
  let run: { from: number; to: number; page: number } | undefined;
  for (const { sequence } of cells) {
    if (run?.to === sequence - 1) run.to = sequence;
    else runs.push((run = { from: sequence, to: sequence, page }));
  }
}

function rangesOf(runs: readonly Run[]): Range[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { from, to } of runs) {
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else ranges.push({ from, to });
  }
  return ranges;
}

/** A torn number, or an old copy of a page, may come between a sequence and its run. */
const RUNS_BESIDE = 16;

function rowReader(pages: PageFile, runs: readonly Run[]): Rows['row'] {
  let held: { number: number; page: Buffer; cells: Cell[] } | undefined;
  const hold = (number: number): typeof held => {
    if (held?.number === number) return held;
    const page = pages.page(number);
    held = page && { number, page, cells: entriesOf(page, number) };
    return held;
  };
  return (sequence) => {
    const end = firstAfter(runs, sequence);
    for (let at = end - 1; at >= Math.max(0, end - RUNS_BESIDE); at -= 1) {
      const run = runs[at];
      const leaf = run === undefined || run.to < sequence ? undefined : hold(run.page);
      const cell = leaf?.cells.find((it) => it.sequence === sequence);
      const row = leaf && cell && rowOf(pages, leaf.page, cell);
      if (row !== undefined) return row;
    }
    return undefined;
  };
}

/** @returns the place of the first run that begins after `sequence` */
function firstAfter(runs: readonly Run[], sequence: number): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.from ?? 0) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}
