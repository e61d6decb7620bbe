import { randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, realpathSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../shared/result.ts';
import { keyIdOf, publicHalf } from '../crypto.ts';
import type { SystemStore } from '../keys.ts';
import { hold, removeWhole, syncFolder } from '../store/files.ts';
import { headSigner } from '../sync/batch.ts';
import { finishEnrolment, readHubFile, type HubFile } from '../sync/enrolment.ts';
import { openKioskKey } from '../venue.ts';
import { eraseFile, isRemains, listFiles, removeFolders, type FoundFile } from './erase.ts';
import { openLastWords, type HubParties, type LastWords } from './hub.ts';
import { inOrder, isState } from './order.ts';
import { readReport, writeReport, type Left, type Report } from './report.ts';
import { settle, type Choice, type OrRefusal, type Settling } from './settle.ts';
import {
  dropState,
  erasedFile,
  note,
  readNotes,
  readState,
  stateFile,
  writeState,
  type Settled,
  type State,
  type Told,
} from './state.ts';
import type { Surroundings } from './system.ts';

/** What is done at the moment, for whoever looks on. */
export type Progress =
  | { readonly step: 'resumed' }
  | { readonly step: 'sending'; readonly unsent: number }
  | ({ readonly step: 'settled' } & Settled)
  | { readonly step: 'telling' }
  | { readonly step: 'told'; readonly told: Told }
  | { readonly step: 'erasing'; readonly files: number };

export interface DecommissionParts {
  /** The kiosk's folder, with all that Chromium keeps in it. */
  readonly profile: string;
  /** Where the report goes, outside of that: the text, and beside it the same as JSON. */
  readonly report: string;
  readonly choice: Choice;
  /** Where the kiosk's key may be sealed. */
  readonly store: SystemStore | null;
  readonly proxy: string | null;
  readonly extraCa: string | undefined;
  readonly now: () => Date;
  /** Whether the app runs with this profile. */
  readonly isRunning: () => boolean;
  readonly surroundings: (folder: string) => Surroundings;
  readonly tell: (progress: Progress) => void;
  /** Called at each point at which an interruption may come, with its name. */
  readonly at?: (point: string) => void;
  readonly openHub?: (parties: HubParties) => LastWords;
}

/**
 * Ends a kiosk's life: its entries are the hub's, or somebody has decided otherwise; the hub is told; keys are destroyed, and
 * then all else. How far it is stands on the disk before the next begins: interrupted anywhere, it goes on by the same call,
 * and from the moment at which it is settled what becomes of the entries there is no way back.
 *
 * @returns what was done, which is in the report's file too; or why nothing was
 * @throws what a disk does; where the report cannot be written, before anything is destroyed
 */
export async function decommission(parts: DecommissionParts): Promise<OrRefusal<Report>> {
  const at = parts.at ?? ((): void => undefined);
  const isThere = existsSync(parts.profile);
  const profile = isThere ? realpathSync(parts.profile) : parts.profile;
  const before = isThere ? readState(profile) : null;
  if (parts.isRunning()) return RUNNING;
  const nearly = before === null ? nearlyDone(parts, profile) : null;
  if (nearly !== null) return ok(endReport(parts, profile, nearly));
  const state = isDecided(before) ? ok({ ...before, report: parts.report }) : await settleNow(parts, profile, at);
  if (!state.ok) return state;
  if (isDecided(before)) parts.tell({ step: 'resumed' });
  const told = state.value.told ?? (await tellHub(parts, profile, state.value));
  const settled: Ending = { ...state.value, told };
  if (state.value.told === null) {
    writeState(profile, settled);
    parts.tell({ step: 'told', told });
    at('told');
  }
  return ok(erase(parts, profile, settled, at));
}

const RUNNING = {
  ok: false,
  fault: { fault: 'kiosk-running', owed: null, disputed: 0, why: null },
} as const satisfies OrRefusal<never>;

/** The state of a kiosk that is none any more. */
type Decided = State & { readonly settled: Settled };
function isDecided(state: State | null): state is Decided {
  return state !== null && state.settled !== null;
}

type Ending = Decided & { readonly told: Told };

/** The kiosk that a profile holds: a venue's, or a demo's that has enrolled at a hub. */
interface Kiosk {
  readonly folder: string;
  readonly hub: HubFile | null;
  /** `null`: it has none, or none that can be used. */
  readonly key: KeyObject | null;
  /** Why it has no key, where it has a hub. */
  readonly unable: string | null;
}

function openKiosk(profile: string, store: SystemStore | null): Kiosk {
  const [venue, demo] = [join(profile, 'venue'), join(profile, 'demo')];
  const folder = existsSync(venue) || !existsSync(join(demo, 'hub.json')) ? venue : demo;
  const hub = readHubFile(folder);
  if (hub === null) return { folder, hub, key: null, unable: null };
  const key = openKioskKey(folder, store);
  return key.ok ? { folder, hub, key: key.value.key, unable: null } : { folder, hub, key: null, unable: key.fault };
}

function openWords(parts: DecommissionParts, { hub, key }: Kiosk): LastWords | null {
  if (hub === null || key === null) return null;
  const { proxy, extraCa } = parts;
  return (parts.openHub ?? openLastWords)({ hub, privateKey: key, proxy, extraCa });
}

async function settleNow(
  parts: DecommissionParts,
  profile: string,
  at: (point: string) => void,
): Promise<OrRefusal<Decided>> {
  if (existsSync(join(profile, 'venue'))) finishEnrolment(join(profile, 'venue'));
  const kiosk = openKiosk(profile, parts.store);
  const begun: State = {
    format: 1,
    begunAt: parts.now().toISOString(),
    report: parts.report,
    kiosk: kiosk.hub && placeOf(kiosk.hub),
    ...{ wanted: readState(profile)?.wanted ?? null, settled: null, told: null, erased: null },
  };
  // What is noted wants room, on a full disk too; the app makes it again.
  if (existsSync(kiosk.folder)) removeWhole(join(kiosk.folder, 'journal.reserve'));
  writeState(profile, begun);
  at('begun');
  const settled = await settleIn(parts, kiosk);
  // The app takes the note away where it is started meanwhile, and entries may have been written since.
  const isKiosk = parts.isRunning() || readState(profile) === null;
  if (!settled.ok || isKiosk) {
    dropState(profile);
    return settled.ok ? RUNNING : settled;
  }
  const state = { ...begun, settled: settled.value };
  // Before there is no way back: a report that cannot be written is found now.
  writeReport(parts.report, reportOf(parts, profile, { ...state, told: NOT_YET }, null, []));
  writeState(profile, state);
  parts.tell({ step: 'settled', ...settled.value });
  at('settled');
  return ok(state);
}

const NOT_YET: Told = { is: 'not-told', why: 'not-yet' };

async function settleIn(parts: DecommissionParts, kiosk: Kiosk): Promise<OrRefusal<Settled>> {
  const words = openWords(parts, kiosk);
  const { hub, key } = kiosk;
  // SQLite deletes its log, and the entries in it, when the last who has the journal open closes it.
  const log = hold(join(kiosk.folder, 'journal.db-wal'));
  const x = key === null ? null : publicHalf(key);
  const settling: Settling = {
    ...{ folder: kiosk.folder, words, unable: kiosk.unable, choice: parts.choice },
    header: {
      kiosk: hub?.kiosk ?? null,
      venue: hub?.venue ?? null,
      gate: hub?.gate ?? null,
      keyId: x === null ? null : keyIdOf(x),
      publicKey: x,
    },
    signHead: key === null ? () => undefined : headSigner(key),
    progress: (unsent) => {
      parts.tell({ step: 'sending', unsent });
    },
  };
  try {
    return await settle(settling);
  } finally {
    await words?.close();
    log?.overwrite();
  }
}

function placeOf({ kiosk, venue, gate, hub }: HubFile): NonNullable<State['kiosk']> {
  return { kiosk, venue, gate, hub };
}

async function tellHub(parts: DecommissionParts, profile: string, { settled }: Decided): Promise<Told> {
  const kiosk = openKiosk(profile, parts.store);
  if (kiosk.hub === null) return { is: 'no-hub' };
  const words = openWords(parts, kiosk);
  if (words === null) return { is: 'not-told', why: kiosk.unable ?? 'key-missing' };
  parts.tell({ step: 'telling' });
  const { is, owed, disputed } = settled;
  const unsent = owed === null ? null : owed + disputed;
  const left = unsent === 0 ? null : is === 'exported' ? 'exported' : 'abandoned';
  try {
    return await words.retire({ unsent, left });
  } finally {
    await words.close();
  }
}

/** Erases what is there, writes what was erased, and takes the note of it away last. */
function erase(parts: DecommissionParts, profile: string, state: Ending, at: (point: string) => void): Report {
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
function endReport(parts: DecommissionParts, profile: string, unfinished: Report): Report {
  for (const { path, kind, bytes } of remainsIn(profile)) eraseFile(profile, { path, kind, bytes }, () => undefined);
  if (existsSync(profile)) removeFolders(profile);
  const left = existsSync(profile) ? leftIn(profile) : [];
  const report = { ...unfinished, endedAt: left.length === 0 ? parts.now().toISOString() : null, left };
  writeReport(parts.report, report);
  return report;
}

/** @returns the report of one that was interrupted when nothing was left but what has no name; `null`: it is none */
function nearlyDone({ report }: DecommissionParts, profile: string): Report | null {
  const written = readReport(report);
  const isEmpty = !existsSync(profile) || listFiles(profile).files.length === remainsIn(profile).length;
  return written?.endedAt === null && written.left.length === 0 && isEmpty ? written : null;
}

function remainsIn(profile: string): FoundFile[] {
  return existsSync(profile) ? listFiles(profile).files.filter(({ path }) => isRemains(join(profile, path))) : [];
}

interface Erasure {
  readonly left: readonly Left[];
  readonly erased: Report['erased'];
}

function eraseAll(parts: DecommissionParts, profile: string, at: (point: string) => void): Erasure {
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
    erased: erasedIn(profile),
  };
}

/** What is there still, whoever put it there. */
function leftIn(profile: string): Left[] {
  const { files, unlisted } = listFiles(profile);
  const there = files.filter(({ path }) => !isState(path)).map(({ path }) => path);
  return [...there, ...unlisted].map((path) => ({ path, why: 'still-there', isOverwritten: false }));
}

/** Of what was noted, what is not there any more. */
function erasedIn(profile: string): Report['erased'] {
  const gone = readNotes(profile).filter(({ path }) => !existsSync(join(profile, path)));
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

function reportOf(
  { surroundings }: DecommissionParts,
  profile: string,
  { kiosk, begunAt, settled, told, erased }: Ending,
  endedAt: string | null,
  left: readonly Left[],
): Report {
  return {
    ...{ format: 1, kiosk, begunAt, endedAt, entries: settled, told },
    erased: erased ?? erasedIn(profile),
    ...{ left: [...left], disk: surroundings(profile) },
  };
}
