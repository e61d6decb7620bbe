import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { syncFolder } from '../store/files.ts';
import { eraseFile, isRemains, listFiles, removeFolders, type FoundFile } from './erase.ts';
import { inOrder, isState } from './order.ts';
import { readReport, writeReport } from './report-file.ts';
import type { Left, Report } from './report.ts';
import { erasedFile, note, readNotes, stateFile, writeState, type Settled, type State, type Told } from './state.ts';
import type { Surroundings } from './system.ts';

export interface FinishParts {
  /** Where the report goes, outside of the profile: the text, and beside it the same as JSON. */
  readonly report: string;
  readonly now: () => Date;
  readonly surroundings: (folder: string) => Surroundings;
  readonly tell: (progress: { readonly step: 'erasing'; readonly files: number }) => void;
}

/** A kiosk of which nothing is left to do but to erase it. */
export type Ending = State & { readonly settled: Settled; readonly told: Told };

/** Erases what is there, writes what was erased, and takes the note of it away last. */
export function erase(parts: FinishParts, profile: string, state: Ending, at: (point: string) => void): Report {
  const { left, erased } = state.erased === null ? eraseAll(parts, profile, at) : { left: [], erased: state.erased };
  const ending: Ending = { ...state, erased };
  const unfinished = reportOf(parts, profile, ending, null, left);
  writeReport(parts.report, unfinished);
  at('reported');
  if (left.length > 0) return unfinished;
  writeState(profile, ending);
  at('erased');
  eraseState(profile, at);
  return endReport(parts, profile, unfinished);
}

/** Nothing was left but the note of it, which is gone. */
export function endReport(parts: FinishParts, profile: string, unfinished: Report): Report {
  for (const { path, kind, bytes } of remainsIn(profile)) eraseFile(profile, { path, kind, bytes }, () => undefined);
  if (existsSync(profile)) removeFolders(profile);
  const left = existsSync(profile) ? leftIn(profile) : [];
  const report = { ...unfinished, endedAt: left.length === 0 ? parts.now().toISOString() : null, left };
  writeReport(parts.report, report);
  return report;
}

/** @returns the report of one that was interrupted when nothing was left but what has no name; `null`: it is none */
export function nearlyDone({ report }: Pick<FinishParts, 'report'>, profile: string): Report | null {
  const written = readReport(report);
  const isEmpty = !existsSync(profile) || listFiles(profile).files.length === remainsIn(profile).length;
  // Before anything was erased the same is written: a folder that is empty then is another, or a disk that is not there.
  const isThisOne = written?.folder === resolve(profile) && written.erased.files > 0;
  return isThisOne && written.endedAt === null && written.left.length === 0 && isEmpty ? written : null;
}

function remainsIn(profile: string): FoundFile[] {
  return existsSync(profile) ? listFiles(profile).files.filter(({ path }) => isRemains(join(profile, path))) : [];
}

interface Erasure {
  readonly left: readonly Left[];
  readonly erased: Report['erased'];
}

function eraseAll(parts: FinishParts, profile: string, at: (point: string) => void): Erasure {
  const failed = new Map<string, Left>();
  const { files } = listFiles(profile);
  const toErase = inOrder(files).filter(({ path }) => !isState(path));
  parts.tell({ step: 'erasing', files: toErase.length });
  for (const file of toErase) {
    // What an interruption has left without a name is noted by the name that it had.
    if (!isRemains(join(profile, file.path))) note(profile, file);
    at('noted');
    const erased = eraseFile(profile, file, at);
    if (erased.is === 'left') failed.set(file.path, { path: file.path, ...erased });
  }
  removeFolders(profile);
  const left = leftIn(profile).map((one) => failed.get(one.path) ?? one);
  return {
    left: left.map(({ path, why, isOverwritten }) => ({ path, why, isOverwritten })),
    erased: erasedIn(profile, failed),
  };
}

/** What is there still, whoever put it there. */
function leftIn(profile: string): Left[] {
  const { files, unlisted } = listFiles(profile);
  const there = files.filter(({ path }) => !isState(path)).map(({ path }) => path);
  return [...there, ...unlisted].map((path) => ({ path, why: 'still-there', isOverwritten: false }));
}

/** Of what was noted, what is not there any more; but for what somebody else must have taken away. */
function erasedIn(profile: string, failed: ReadonlyMap<string, Left> = new Map()): Report['erased'] {
  // A link that leads nowhere is there all the same.
  const isThere = (path: string): boolean => lstatSync(join(profile, path), { throwIfNoEntry: false }) !== undefined;
  const gone = readNotes(profile).filter(({ path }) => !isThere(path) && !failed.has(path));
  const ofKind = (kind: string): typeof gone => gone.filter((one) => one.kind === kind);
  return {
    files: ofKind('file').length,
    bytes: ofKind('file').reduce((sum, { bytes }) => sum + bytes, 0),
    links: ofKind('link').map(({ path }) => path),
  };
}

/** Each loses its name first: half overwritten, it would say how far nothing is. */
function eraseState(profile: string, at: (point: string) => void): void {
  for (const path of [erasedFile(profile), stateFile(profile)]) {
    if (!existsSync(path)) continue;
    const nameless = randomBytes(16).toString('hex');
    renameSync(path, join(profile, nameless));
    syncFolder(path);
    at('state-renamed');
    eraseFile(profile, { path: nameless, bytes: 0, kind: 'file' }, at);
  }
  removeFolders(profile);
  at('removed');
}

export function reportOf(
  { surroundings }: FinishParts,
  profile: string,
  { kiosk, begunAt, settled, told, erased }: Ending,
  endedAt: string | null,
  left: readonly Left[],
): Report {
  return {
    ...{ format: 1, folder: profile, kiosk, begunAt, endedAt, entries: settled, told },
    erased: erased ?? erasedIn(profile),
    ...{ left: [...left], disk: surroundings(profile) },
  };
}
