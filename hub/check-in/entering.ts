import { uuid7 } from '../../electron/store/uuid7.ts';
import { enteredLane, encodeEntry, type Entry } from '../../shared/journal.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import { sha256 } from '../crypto.ts';
import type { Head } from '../store/chain.ts';
import type { Clock } from '../store/clock.ts';
import { writeOwn, type OwnChain } from '../store/ingest.ts';
import type { KnownDays } from '../store/partition.ts';
import type { Received } from '../store/received.ts';
import type { Store } from '../store/schema.ts';
import { keepCheckIns, readRecent, type KnownCheckIn } from '../store/self-check-in.ts';
import type { Judged } from './judging.ts';

/** Somebody who was judged and is to be entered. */
export interface Arrival {
  readonly judged: Judged;
  /** UUID that their page made, the same however often it asks. */
  readonly ask: string;
  readonly atMs: number;
  readonly direction: 'in' | 'out';
  /** Milliseconds since the request came. */
  readonly durationMs: () => number;
}

/** Where in the log somebody is. */
export interface Entered {
  /** UUID. */
  readonly entry: string;
  readonly atMs: number;
  /** Somebody had asked before, and this is that entry. */
  readonly isRepeat: boolean;
}

/** `hub-busy`: so many wait at that gate that the last would wait too long. `revoked`: nothing is entered there any more. */
export type EnterFault = 'hub-busy' | 'revoked';

export interface EnterParts {
  readonly store: Store;
  readonly days: KnownDays;
  readonly clock: Clock;
  readonly randomBytes: (length: number) => Uint8Array;
}

/** Whoever asks again so soon, and is judged the same, has not come twice: a page that was slow, a phone that was shown twice. */
export const SAME_VISIT_MS = 60_000;

/** Entries of one transaction. */
const MAX_AT_ONCE = 200;
/** Waiting at one gate: two transactions' worth. */
const MAX_WAITING = 2 * MAX_AT_ONCE;

interface Waiting {
  readonly arrival: Arrival;
  readonly resolve: (entered: Result<Entered, EnterFault>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Enters people into the log. Of each gate one transaction after the other, in which all go who came while the one before was
 * under way: what makes each wait is the disk, and the lock on the chain's head.
 */
export function openEntering(
  parts: EnterParts,
): (chain: OwnChain, arrival: Arrival) => Promise<Result<Entered, EnterFault>> {
  const gates = new Map<string, Waiting[]>();

  const run = async (own: OwnChain, waiting: Waiting[]): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, MAX_AT_ONCE);
      try {
        const written = await enter(
          parts,
          own,
          batch.map(({ arrival }) => arrival),
        );
        batch.forEach(({ resolve }, i) => {
          const entered = written.ok ? written.value[i] : undefined;
          resolve(entered === undefined ? fail('revoked') : ok(entered));
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    gates.delete(own.chain);
  };

  return (own, arrival) => {
    const waiting = gates.get(own.chain);
    if (waiting !== undefined && waiting.length >= MAX_WAITING) return Promise.resolve(fail('hub-busy'));
    return new Promise((resolve, reject) => {
      const one = { arrival, resolve, reject };
      if (waiting !== undefined) {
        waiting.push(one);
        return;
      }
      const begun = [one];
      gates.set(own.chain, begun);
      void run(own, begun);
    });
  };
}

function enter(
  { store, days, clock, randomBytes }: EnterParts,
  own: OwnChain,
  arrivals: readonly Arrival[],
): Promise<Result<readonly Entered[], 'kiosk-revoked'>> {
  return writeOwn(store, { days, clock }, own, async (tx, head) => {
    const sinceMs = Math.min(...arrivals.map(({ atMs }) => atMs)) - SAME_VISIT_MS;
    const known = await readRecent(tx, own.kiosk.id, sinceMs);
    const fresh: KnownCheckIn[] = [];
    const chain = openChain(own.chain, head, randomBytes);
    const value = arrivals.map((arrival): Entered => {
      const before = [...known, ...fresh].find((one) => isSameVisit(one, arrival));
      if (before !== undefined) return { entry: before.entry, atMs: before.atMs, isRepeat: true };
      const entry = chain.add(arrival);
      fresh.push(knownOf(entry, arrival));
      return { entry: entry.id, atMs: arrival.atMs, isRepeat: false };
    });
    await keepCheckIns(tx, own.kiosk.id, fresh);
    return { entries: chain.entries, value };
  });
}

/** Judged otherwise, as by a newer code, somebody is entered again: the log says what each was told. */
function isSameVisit(before: KnownCheckIn, { judged: { decision, personKey }, ask, atMs }: Arrival): boolean {
  const isSamePerson =
    personKey !== null && before.personKey !== null && Buffer.from(personKey).equals(Buffer.from(before.personKey));
  return (
    (before.ask === ask || isSamePerson) &&
    atMs - before.atMs < SAME_VISIT_MS &&
    before.verdict === decision.verdict &&
    before.reasons.join('\0') === codesOf(decision.reasons).join('\0')
  );
}

function codesOf(reasons: readonly { readonly code: string }[]): string[] {
  return reasons.map(({ code }) => code);
}

function knownOf({ id, reasons, maskedName }: Entry, { ask, atMs, judged }: Arrival): KnownCheckIn {
  const { personKey, decision } = judged;
  return { entry: id, ask, personKey, atMs, maskedName, verdict: decision.verdict, reasons };
}

interface ChainEnd {
  readonly add: (arrival: Arrival) => Entry;
  /** What was added so far, as it is stored. */
  readonly entries: readonly Received[];
}

/** Goes on from a chain's head as a kiosk's journal does. */
function openChain(chain: string, head: Head, randomBytes: EnterParts['randomBytes']): ChainEnd {
  const entries: Received[] = [];
  let [sequence, previousHash] = [head.through + 1, head.hash];
  let lastId: string | null = null;
  return {
    entries,
    add(arrival) {
      const id = uuid7(arrival.atMs, randomBytes(10), lastId);
      const place = { chain, sequence };
      const entry: Entry = {
        ...factsOf(arrival),
        ...place,
        id,
        previousHash,
        sealed: arrival.judged.seal?.(place) ?? null,
        anchor: null,
      };
      const bytes = Buffer.from(encodeEntry(entry));
      const hash = sha256(bytes);
      entries.push({ sequence, previousHash, bytes, hash });
      [sequence, previousHash, lastId] = [sequence + 1, hash, id];
      return entry;
    },
  };
}

function factsOf({
  judged,
  atMs,
  direction,
  durationMs,
}: Arrival): Omit<Entry, 'id' | 'chain' | 'sequence' | 'previousHash' | 'sealed' | 'anchor'> {
  const { decision, personKey, personKeyId, offsetMinutes } = judged;
  const { summary } = decision;
  return {
    type: 'scan',
    refersTo: null,
    epochMs: atMs,
    offsetMinutes,
    // By this clock kiosks confirm theirs.
    isClockConfirmed: true,
    source: 'venue-code',
    format: decision.format,
    verdict: decision.verdict,
    reasons: codesOf(decision.reasons),
    colour: summary.colour,
    testAgeSeconds: summary.testAgeSeconds,
    // PostgreSQL's text cannot hold NUL, and a journal writes it so too.
    maskedName: summary.maskedName?.replaceAll('\0', '\ufffd') ?? null,
    personKey,
    personKeyId,
    policyVersion: decision.policyVersion,
    durationMs: Math.round(durationMs()),
    guard: null,
    lane: enteredLane(direction),
  };
}
