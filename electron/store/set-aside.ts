import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeSecret, SIDE_FILES, syncFolder, writeWhole } from './files.ts';

/**
 * `damaged`: it cannot be relied on. `superseded`: sound, but the hub has more of its chain than it does. `abandoned`: by
 * somebody's decision it is not sent any more; it stays until somebody deletes it.
 */
export const ASIDE_KINDS = ['damaged', 'superseded', 'abandoned'] as const;
export type AsideKind = (typeof ASIDE_KINDS)[number];

/** A journal that takes no more entries, and is kept beside the one in use. */
export interface SetAside {
  /** Of its database. */
  readonly path: string;
  readonly kind: AsideKind;
}

const FILES = ['', ...SIDE_FILES] as const;
const NAME =
  /^(?<stem>.+)\.(?<kind>damaged|superseded|abandoned)-(?<time>\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)(?:-(?<count>\d+))?\.db$/u;

/**
 * Moves a journal out of the way, with its log and index. Nothing is overwritten or deleted.
 *
 * @returns the name it is kept under, in the same folder, e.g. `journal.damaged-2022-05-13T01-02-03-004Z.db`
 */
export function setAside(path: string, nowMs: number, kind: AsideKind): string {
  const name = freeName(path, nowMs, kind);
  noteIntent(path, name);
  moveTo(path, name);
  rmSync(intentOf(path), { force: true });
  syncFolder(path);
  return name;
}

/** Ends what a power cut has interrupted: a database and its log belong under one name. */
export function finishSettingAside(path: string): void {
  const intent = intentOf(path);
  if (!existsSync(intent)) return;
  const name = readFileSync(intent, 'utf8');
  if (NAME.test(name) && basename(name) === name) moveTo(path, name);
  rmSync(intent, { force: true });
  syncFolder(path);
}

/** Every journal that was set aside beside this one, oldest first. */
export function listSetAside(path: string): SetAside[] {
  const folder = dirname(path);
  const found = readdirSync(folder).flatMap((name) => {
    const { stem, kind, time = '', count = '1' } = NAME.exec(name)?.groups ?? {};
    const known = ASIDE_KINDS.find((one) => one === kind);
    if (known === undefined || stem !== basename(path, '.db')) return [];
    return [{ aside: { path: join(folder, name), kind: known }, time, count: Number(count) }];
  });
  found.sort((a, b) => (a.time === b.time ? a.count - b.count : a.time < b.time ? -1 : 1));
  return found.map(({ aside }) => aside);
}

/**
 * Journals that were set aside are of another place than the kiosk's present one: none of them is sent any more.
 *
 * The database comes last: by its name what was interrupted is done again.
 */
function abandonSetAside(path: string): void {
  for (const { path: old, kind } of listSetAside(path)) {
    if (kind === 'abandoned') continue;
    const name = basename(old).replace(`.${kind}-`, '.abandoned-');
    const to = join(dirname(old), name);
    const moves = [
      ...FILES.map((suffix) => [old + suffix, to + suffix] as const),
      [markPathOf(old), markPathOf(to)] as const,
    ];
    for (const [from, target] of moves.toReversed()) if (existsSync(from)) renameSync(from, target);
  }
  syncFolder(path);
}

/** The kiosk goes on with a new journal; nothing of it is open. What was interrupted is done again by the same call. */
export function endJournal(path: string, nowMs: number, kind: Exclude<AsideKind, 'damaged'>): void {
  finishSettingAside(path);
  if (kind === 'abandoned') abandonSetAside(path);
  if (FILES.some((suffix) => existsSync(path + suffix))) setAside(path, nowMs, kind);
}

/** How far a journal that was set aside has been sent. */
export function markPathOf(path: string): string {
  return path.replace(/\.db$/u, '.mark.json');
}

/**
 * Overwrites and deletes a journal that was set aside: by its database it is found again where that is interrupted, and by
 * its mark it is known not to be owed.
 */
export function removeSetAside(path: string): void {
  for (const suffix of FILES.toReversed()) removeSecret(path + suffix);
  rmSync(markPathOf(path), { force: true });
  syncFolder(path);
}

function freeName(path: string, nowMs: number, kind: AsideKind): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const stem = `${basename(path, '.db')}.${kind}-${time}`;
  const isTaken = (name: string): boolean => FILES.some((suffix) => existsSync(join(dirname(path), name + suffix)));
  let name = `${stem}.db`;
  for (let count = 2; isTaken(name); count += 1) name = `${stem}-${count}.db`;
  return name;
}

function intentOf(path: string): string {
  return `${path}.aside`;
}

function noteIntent(path: string, name: string): void {
  try {
    writeWhole(intentOf(path), name);
  } catch {
    // A full disk takes no note, but renames: the note is for a power cut within the next millisecond.
  }
}

/**
 * The database goes first: should the power fail in between, a log without a database is recognised, while a database
 * without its log would look complete.
 */
function moveTo(path: string, name: string): void {
  for (const suffix of FILES) {
    const target = join(dirname(path), name + suffix);
    if (existsSync(path + suffix) && !existsSync(target)) renameSync(path + suffix, target);
  }
  syncFolder(path);
}
