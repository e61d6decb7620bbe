import type { PastVisit, ShownDecision } from '../shared/contract.ts';
import type { Lane } from '../shared/device/device.ts';
import { isAbnormal, REFUSED_JUST_NOW_MS, type AbnormalStep, type ByHandReason } from '../shared/guard.ts';
import type { Entry } from '../shared/journal.ts';
import type { RecordingParts } from './conclude.ts';
import { pastFrom, type JournalledVisit } from './past.ts';

/** A visitor of whom something was decided. */
export interface Decided {
  readonly result: ShownDecision;
  readonly lane: Lane;
  readonly epochMs: number;
  /** The same moment by a clock that never runs backwards; of one from before the start, as far as the clock tells. */
  readonly atMs: number;
  /** Who decided; `null`: the kiosk did. */
  readonly guard: string | null;
  /** Why a guard did; `null`: the kiosk did, or it is not known. */
  readonly why: ByHandReason | null;
  /** What a guard's decision has taken the place of, since the start; `null`: nothing. */
  readonly before: Decided | null;
  /** Of the procedure for who may be ill. */
  readonly done: readonly AbnormalStep[];
}

/** The visitors of whom guards may still decide or record something. */
export interface Remembered {
  add(decided: Decided): void;
  /** One of the last few, or who was refused a moment ago. */
  find(entryId: string): Decided | undefined;
  /** One of since the start. */
  findHere(entryId: string): Decided | undefined;
  /** Puts others in the place of one, or nobody. */
  replace(one: Decided, by: readonly Decided[]): void;
  /** The last few, newest first. */
  past(): readonly PastVisit[];
  /** Whose refusal before a lane within {@link REFUSED_JUST_NOW_MS} stands, whoever came since; the newest first. */
  refused(lane: Lane): readonly Refused[];
  /** Somebody who is entered within {@link RECORDED_WITHIN_MS}, and may be ill. */
  findIll(entryId: string): Pick<Decided, 'done'> | undefined;
}

export type Refused = Decided & { readonly result: { readonly entryId: string } };

export interface RememberedParts extends Pick<RecordingParts, 'clock' | 'grounds'> {
  /** The newest entries of before this start, newest first; none where the journal is out of reach. */
  readonly entriesBefore: () => readonly Entry[];
  /** All entries about the visitor whom an entry is about, newest first; none where there are none, or the journal is out of reach. */
  readonly entriesOfVisitor: (entryId: string) => readonly Entry[];
}

/** So many visitors may be looked back at: who stands there, and a queue behind them. */
const REMEMBERED = 10;

/** An ambulance may be hours on its way; what was done on another day is not entered as done today. */
const RECORDED_WITHIN_MS = 24 * 3_600_000;

export function openRemembered(parts: RememberedParts): Remembered {
  let here: readonly Decided[] = [];
  let earlier: readonly Decided[] | null = null;
  /** Entries of those who may be ill, and when: the journal has neither a temperature nor a test's result. */
  const ill = new Map<string, number>();

  const journalled = (entries: readonly Entry[]): JournalledVisit[] => {
    const { policy } = parts.grounds();
    return pastFrom(entries, policy.ok ? policy.value : null);
  };
  /** Looked up once, when the state is first asked for. */
  const fromBefore = (): readonly Decided[] => {
    const [{ epochMs }, atMs] = [parts.clock.now(), parts.clock.monotonicMs()];
    // What lies ahead of a clock that was set back since, was a moment ago for all that is known.
    earlier ??= journalled(parts.entriesBefore()).map((visit) => ({
      ...{ ...visit, before: null },
      atMs: atMs - Math.max(0, epochMs - visit.epochMs),
    }));
    return earlier;
  };
  const isRecent = ({ atMs }: Decided): boolean => parts.clock.monotonicMs() - atMs < REFUSED_JUST_NOW_MS;
  const isRefused = (one: Decided): one is Refused =>
    // What is not entered cannot be named: while nothing is written, nobody is let in by hand either.
    one.result.verdict === 'refuse' && one.result.entryId !== null;
  const isStanding = (one: Decided, place: number): boolean => place < REMEMBERED || (isRefused(one) && isRecent(one));
  const findHere = (entryId: string): Decided | undefined => here.find(({ result }) => result.entryId === entryId);
  const noteIll = ({ result }: Decided): void => {
    const nowMs = parts.clock.monotonicMs();
    for (const [id, atMs] of ill) if (nowMs - atMs > RECORDED_WITHIN_MS) ill.delete(id);
    if (result.entryId !== null && isAbnormal(result)) ill.set(result.entryId, nowMs);
  };

  return {
    add(decided) {
      here = [decided, ...here].filter(isStanding);
      noteIll(decided);
    },
    findHere,
    find: (entryId) => findHere(entryId) ?? fromBefore().find(({ result }) => result.entryId === entryId),
    replace(one, by) {
      const replaced = (list: readonly Decided[]): Decided[] => list.flatMap((each) => (each === one ? by : [each]));
      here = replaced(here);
      earlier = earlier && replaced(earlier);
    },
    past() {
      const last = here.slice(0, REMEMBERED);
      const all = last.length < REMEMBERED ? [...last, ...fromBefore()].slice(0, REMEMBERED) : last;
      return all.map(({ result, epochMs, guard, why, done }) => ({ result, epochMs, guard, why, done }));
    },
    refused: (lane) =>
      [...here, ...fromBefore()].filter((one): one is Refused => one.lane === lane && isRefused(one) && isRecent(one)),
    findIll(entryId) {
      const near = findHere(entryId);
      if (near !== undefined) return isAbnormal(near.result) ? near : undefined;
      // As it is entered now: it may have been overruled since.
      const [visit] = journalled(parts.entriesOfVisitor(entryId));
      if (visit === undefined || parts.clock.now().epochMs - visit.epochMs > RECORDED_WITHIN_MS) return undefined;
      const wasIll = [entryId, visit.result.entryId].some((id) => id !== null && ill.has(id));
      return isAbnormal(wasIll ? { ...visit.result, seemedIll: true } : visit.result) ? visit : undefined;
    },
  };
}
