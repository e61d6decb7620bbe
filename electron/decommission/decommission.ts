import type { KeyObject } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../../shared/result.ts';
import { keyIdOf, publicHalf } from '../crypto.ts';
import type { SystemStore } from '../keys.ts';
import { removeWhole } from '../store/files.ts';
import { headSigner } from '../sync/batch.ts';
import { finishEnrolment, readHubFile, type HubFile } from '../sync/enrolment.ts';
import { openKioskKey } from '../venue.ts';
import { endReport, erase, nearlyDone, reportOf, type Ending, type FinishParts } from './finish.ts';
import { openLastWords, type HubParties, type LastWords } from './hub.ts';
import { kioskIn } from './kiosk-in.ts';
import { writeReport } from './report-file.ts';
import type { Report } from './report.ts';
import { settle, type Choice, type OrRefusal, type Refusal, type Settling } from './settle.ts';
import { dropState, readState, writeState, type Settled, type State, type Told } from './state.ts';

/** What is done at the moment, for whoever looks on. */
export type Progress =
  | { readonly step: 'resumed' }
  | { readonly step: 'sending'; readonly unsent: number }
  | ({ readonly step: 'settled' } & Settled)
  | { readonly step: 'telling' }
  | { readonly step: 'told'; readonly told: Told }
  | { readonly step: 'erasing'; readonly files: number };

export interface DecommissionParts extends FinishParts {
  /** The kiosk's folder, with all that Chromium keeps in it. */
  readonly profile: string;
  readonly choice: Choice;
  /**
   * Whether somebody has to decide about entries of journals that were abandoned before, too. At the kiosk's own screen nobody
   * is told of them, and they were given up already: the report says that they are gone.
   */
  readonly asksOfAbandoned: boolean;
  /** Where the kiosk's key may be sealed. */
  readonly store: SystemStore | null;
  readonly proxy: string | null;
  readonly extraCa: string | undefined;
  /** Whether the app runs with this profile. */
  readonly isRunning: () => boolean;
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
 * Nothing is erased of a folder in which there is no kiosk.
 *
 * @returns what was done, which is in the report's file too; or why nothing was
 * @throws what a disk does; where the report cannot be written, before anything is destroyed
 */
export async function decommission(parts: DecommissionParts): Promise<OrRefusal<Report>> {
  const at = parts.at ?? ((): void => undefined);
  const isThere = existsSync(parts.profile);
  const profile = isThere ? realpathSync(parts.profile) : parts.profile;
  const before = isThere ? readState(profile) : null;
  if (parts.isRunning()) return refused('kiosk-running');
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

/** Before anything was counted. */
function refused(fault: Refusal['fault']): OrRefusal<never> {
  return { ok: false, fault: { fault, owed: null, disputed: 0, abandoned: null, why: null } };
}

/** The state of a kiosk that is none any more. */
type Decided = State & { readonly settled: Settled };

function isDecided(state: State | null): state is Decided {
  return state !== null && state.settled !== null;
}

/** The kiosk that a profile holds: a venue's, or a demo's that has enrolled at a hub. */
interface Kiosk {
  readonly folder: string;
  readonly hub: HubFile | null;
  /** `null`: it has none, or none that can be used. */
  readonly key: KeyObject | null;
  /** Why it has no key, where it has a hub. */
  readonly unable: string | null;
}

function openKiosk(folder: string, store: SystemStore | null): Kiosk {
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
  const folder = kioskIn(profile);
  if (!folder.ok) return refused(folder.fault);
  if (existsSync(folder.value)) finishEnrolment(folder.value);
  const kiosk = openKiosk(folder.value, parts.store);
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
    return settled.ok ? refused('kiosk-running') : settled;
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
  const x = key === null ? null : publicHalf(key);
  const settling: Settling = {
    ...{ folder: kiosk.folder, words, unable: kiosk.unable, choice: parts.choice },
    asksOfAbandoned: parts.asksOfAbandoned,
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
  }
}

function placeOf({ kiosk, venue, gate, hub }: HubFile): NonNullable<State['kiosk']> {
  return { kiosk, venue, gate, hub };
}

async function tellHub(parts: DecommissionParts, profile: string, { settled }: Decided): Promise<Told> {
  const folder = kioskIn(profile);
  const kiosk = openKiosk(folder.ok ? folder.value : join(profile, 'venue'), parts.store);
  if (kiosk.hub === null) return { is: 'no-hub' };
  const words = openWords(parts, kiosk);
  if (words === null) return { is: 'not-told', why: kiosk.unable ?? 'key-missing' };
  parts.tell({ step: 'telling' });
  const { is, owed, disputed, abandoned } = settled;
  const unsent = owed === null || abandoned === null ? null : owed + disputed + abandoned;
  const left = unsent === 0 ? null : is === 'exported' ? 'exported' : 'abandoned';
  try {
    return await words.retire({ unsent, left });
  } finally {
    await words.close();
  }
}
