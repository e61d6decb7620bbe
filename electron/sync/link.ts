import type { Settings, SyncStatus } from '../../shared/contract.ts';
import type { HubStop } from '../../shared/judge.ts';
import { fail } from '../../shared/result.ts';
import type { ChainHead } from '../../shared/statement.ts';
import { formatDateTime } from '../../shared/time.ts';
import type { CheckIns, Heard } from '../../shared/wire.ts';
import type { Clock } from '../clock.ts';
import type { HubGuards } from '../guards/of-hub.ts';
import { NONE_WANTED, type CheckInsWanted } from './check-ins.ts';
import { keepEngine, type EngineParts } from './thread.ts';
import { keepHubClock } from './hub-clock.ts';
import type { HubMemory } from './memory.ts';
import type { Log } from '../log.ts';
import { isHeard } from './machine.ts';
import type { OwnReport } from './report.ts';
import { checkRemoteSettings } from './settings.ts';
import type { SyncState } from './engine.ts';
import type { SyncEvents } from './run.ts';
import type { Syncing } from './syncing.ts';
import type { CertificateFault } from './tls/connect.ts';

/** What a kiosk that has enrolled has to do with its hub, besides sending. */
export interface HubLink {
  status(): SyncStatus;
  /** Why nobody may be judged here, by what the hub has said. */
  stops(): HubStop | null;
  /** How far our clock may be off at most; `null`: nobody knows. */
  clockErrorSeconds(): number | null;
  /** Epoch milliseconds by the hub's clock; `null`: it has said nothing, or nothing that still holds. */
  hubNowMs(): number | null;
  /** Hands a sealed question of status to the hub. */
  readonly ask: Syncing['ask'];
  /** The address of the gate's venue code, as the hub told last; `null`: there is none. */
  venueCode(): string | null;
  wantCheckIns(wanted: CheckInsWanted): void;
  /** An entry was written. */
  nudge(): void;
  /** Something that a hub is told of has changed. */
  report(): void;
  start(): void;
  stop(): void;
}

export interface HubLinkParts extends EngineParts {
  readonly memory: HubMemory;
  readonly clock: Clock;
  readonly log: Log;
  /** Puts remote settings in force. */
  readonly change: (settings: Partial<Settings>) => { isSaved: boolean };
  readonly isVenueTypeKnown: (venueType: string) => boolean;
  /** How the kiosk is, but for what the link itself knows. */
  readonly reportOf: () => OwnReport;
  readonly guards: HubGuards;
  /** Writes an anchor of this head. @returns whether it is on disk */
  readonly anchor: (head: ChainHead) => boolean;
  /** @returns whether the journal has begun a new chain */
  readonly beginChain: () => boolean;
  /** The thread has met damage in the journal's file. */
  readonly suspectJournal: () => void;
  /** The hub tells who has checked in by phone. @param told entries of used receipts that it was told of */
  readonly checkIns: (heard: CheckIns, told: readonly string[]) => void;
  /** The status is another. */
  readonly changed: () => void;
}

/** A hub that hears of it can be reached. */
function toldFault(fault: SyncStatus['fault']): SyncStatus['fault'] {
  return fault === null || fault === 'key-unusable' || isHeard(fault) ? fault : null;
}

function certificateFaultOf(fault: SyncStatus['fault']): CertificateFault | null {
  return fault === 'certificate-untrusted' || fault === 'certificate-out-of-date' ? fault : null;
}

/** States come with each batch; whoever looks sees no more than this. */
const CHANGED_AFTER_MS = 300;

const NOTHING_HEARD: SyncState = {
  isOnline: false,
  unsent: null,
  fault: null,
  hubAheadMs: null,
  epoch: null,
  lastHeardMs: null,
};

/** Keeps entries flowing to the hub, and what the hub says in force. Nothing that goes wrong here changes a verdict but as `stops` says. */
export function openHubLink(parts: HubLinkParts): HubLink {
  const { memory, log } = parts;
  const hubClock = keepHubClock(parts.clock);
  let state = NOTHING_HEARD;
  let soon: NodeJS.Timeout | undefined;

  const changed = (): void => {
    soon ??= setTimeout(() => {
      soon = undefined;
      parts.changed();
    }, CHANGED_AFTER_MS);
  };
  const remember = (part: Parameters<HubMemory['change']>[0]): void => {
    if (!memory.change(part).isSaved) log.write('hub-memory-not-saved', {});
  };

  const takeState = (next: SyncState): void => {
    if (next.fault !== null && next.fault !== state.fault) log.write('hub-fault', { fault: next.fault });
    if (next.isOnline && !state.isOnline) log.write('hub-heard', { unsent: next.unsent });
    // Once for each measurement: an old one says nothing of a clock that was set since.
    if (next.hubAheadMs !== null && next.hubAheadMs !== state.hubAheadMs) hubClock.hear(next.hubAheadMs);
    const isOther = next.fault !== state.fault;
    state = next;
    if (isOther) report();
    const certificateFault = certificateFaultOf(next.fault);
    const isTold = next.isOnline || certificateFault !== null;
    if (isTold && certificateFault !== memory.read().certificateFault) remember({ certificateFault });
    if (next.fault === 'kiosk-revoked' && !memory.read().isRevoked) {
      log.write('kiosk-revoked', {});
      remember({ isRevoked: true });
    }
    changed();
  };

  const takeHeard = ({ settings, guards, venueCode }: Heard): void => {
    if (memory.read().isRevoked) {
      log.write('kiosk-accepted', {});
      remember({ isRevoked: false });
    }
    takeSettings(settings);
    if (guards !== undefined) takeGuards(guards);
    const address = venueCode?.address ?? null;
    if (address !== memory.read().venueCode) remember({ venueCode: address });
    changed();
  };

  let areGuardsSaved = true;
  const takeGuards = (sent: NonNullable<Heard['guards']>): void => {
    const taken = parts.guards.take(sent);
    // They come with each answer, until a revision is reported that is on the disk.
    if (!taken.ok && areGuardsSaved) log.write('guards-not-saved', { code: taken.fault });
    if (taken.ok) log.write('guards-taken', { guards: sent.list.length });
    areGuardsSaved = taken.ok;
    report();
  };

  let refusedVersion: number | null = null;
  const takeSettings = (sent: Heard['settings']): void => {
    const checked = checkRemoteSettings(sent, memory.read().settingsVersion, parts.isVenueTypeKnown);
    if (!checked.ok) {
      const version = sent?.version ?? 0;
      // They come with each answer, until others do.
      if (version !== refusedVersion) log.write('remote-settings-refused', { version, fault: checked.fault });
      refusedVersion = version;
    } else if (checked.value !== null) {
      const { version, values } = checked.value;
      if (!parts.change(values).isSaved) log.write('settings-not-saved', { code: 'write-failed' });
      log.write('remote-settings-applied', { version });
      remember({ settingsVersion: version });
      // What changing them has told of was said before.
      report();
    }
  };

  const events: SyncEvents = {
    state: takeState,
    heard: takeHeard,
    checkIns: parts.checkIns,
    anchor: (head) => Promise.resolve(parts.anchor(head)),
    newChain: () => {
      parts.beginChain();
      return Promise.resolve();
    },
    damaged: parts.suspectJournal,
  };
  const faultNow = (): SyncStatus['fault'] => {
    // Also after a restart without a network.
    if (memory.read().isRevoked) return 'kiosk-revoked';
    return parts.key === null ? 'key-unusable' : state.fault;
  };
  const engine = keepEngine(parts, events);
  let wanted = NONE_WANTED;

  const report = (): void => {
    const ahead = hubClock.aheadSeconds();
    engine.current()?.report({
      ...parts.reportOf(),
      // A hub takes a number; that nobody knows one, the fault beside it says.
      unsent: state.unsent ?? 0,
      clockOffsetSeconds: ahead === null ? null : -ahead,
      settingsVersion: memory.read().settingsVersion,
      guardsRevision: parts.guards.revision(),
      syncFault: toldFault(faultNow()),
    });
  };

  return {
    status: () => ({
      enrolledFor: { hub: parts.hub.hub, venue: parts.hub.venue, gate: parts.hub.gate },
      isOnline: state.isOnline,
      unsent: state.unsent,
      fault: faultNow(),
      lastHeardAt: state.lastHeardMs === null ? null : formatDateTime(Math.floor(state.lastHeardMs / 1000)),
    }),
    stops: () => (memory.read().isRevoked ? 'kiosk-revoked' : hubClock.isContradicted() ? 'clock-wrong' : null),
    clockErrorSeconds: () => hubClock.errorSeconds(),
    hubNowMs: () => hubClock.nowMs(),
    ask: (sealed, signal) => engine.current()?.ask(sealed, signal) ?? Promise.resolve(fail('hub-unreachable')),
    venueCode: () => memory.read().venueCode,
    wantCheckIns(next) {
      wanted = next;
      engine.current()?.wantCheckIns(next);
    },
    nudge: () => engine.current()?.nudge(),
    report,
    start() {
      engine.start(() => {
        report();
        engine.current()?.wantCheckIns(wanted);
      });
    },
    stop() {
      clearTimeout(soon);
      engine.stop();
    },
  };
}
