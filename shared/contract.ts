// All that the window and the main process say to each other, in one place: either side is written against it, and who adds a call
// sees all others.
import type { AnewState } from './anew.ts';
import type { ConsoleCall, ConsoleFault, ExportAsk } from './console/calls.ts';
import type { BundleReply, Following } from './diagnostics.ts';
import type { DeviceSetting, DeviceStatus, GateReason, GateSetting, GateStatus } from './device/device.ts';
import type { AbnormalStep, ByHand, ByHandFault, ByHandReason, ByHandReply, GuardRole, GuardsStatus } from './guard.ts';
import type { Finding } from './doctor.ts';
import type { Decision, Hint } from './judge.ts';
import type { Progress } from './parts.ts';
import type { Needed } from './present.ts';
import type { Result } from './result.ts';
import type { RawScan, ScanSource } from './scan.ts';
import type { HeardAtSetUp, PortFound, ReaderChange, SetUpFault, SetUpProgress } from './setup.ts';
import type { Summary } from './summary.ts';
import type { CheckInWay } from './venue-code.ts';
import type { Language, Reason, Verdict } from './verdict.ts';
import type { CheckIn } from './wire.ts';
import type { DistrictStatus } from './policy/district.ts';
import type { NearSite } from './policy/nearest-sites.ts';
import type { Place } from './policy/site-index.ts';
import type { PolicyFault } from './policy/policy.ts';

/** What the kiosk is set to; kept in electron-store, validated when read. */
export interface Settings {
  /** `null`: whichever camera the system lists first. */
  readonly cameraId: string | null;
  readonly venueType: string;
  readonly direction: 'in' | 'out';
  /** Whether visitors show a health code here, check in by their phone, or as they like; without a hub they show one. */
  readonly checkIn: CheckInWay;
  /** GB/T 2260 area code of the district, where its status matters. */
  readonly district: string | null;
  /** Where the kiosk stands, to show sampling sites by; `null`: nobody has said. */
  readonly place: Place | null;
  readonly language: Language;
  readonly qrEngine: 'zxing-wasm' | 'zxing-js';
  /** Which hand the guard touches the screen with. */
  readonly hand: 'right' | 'left';
  readonly theme: 'light' | 'dark';
  /** Of what is read, in percent; what is large already grows by as much, not by as many times. */
  readonly textSize: 100 | 150 | 200;
  /** 0: nothing is heard, and the screen says so. */
  readonly volume: 0 | 1 | 2 | 3;
  /** Whether it is also said in words. */
  readonly hasVoice: boolean;
  /** The screen is dimmed when nothing has happened for so long; 0: never. */
  readonly dimAfterMinutes: 0 | 5 | 10 | 30;
  /**
   * When the app starts anew by itself, if nobody is there: from `from` on, until before `to`, `HH:MM` by the clock on the wall;
   * `to` before `from` is of the next day. `null`: never.
   */
  readonly nightlyRestart: { readonly from: string; readonly to: string } | null;
  /** Beside the kiosk, as IT has set them up at the command line. */
  readonly devices: readonly DeviceSetting[];
  /** `null`: there is none. */
  readonly gate: GateSetting | null;
}

/** What the window may change of them. */
export type ChangeableSettings = Omit<Settings, 'devices' | 'gate' | 'place' | 'nightlyRestart'>;

/** Who may change them: how the screen is to one's eyes, ears and hand is any guard's, what is judged a supervisor's. */
export const SETTINGS_ARE_OF: Readonly<Record<keyof ChangeableSettings, 'anybody' | GuardRole>> = {
  language: 'anybody',
  hand: 'guard',
  theme: 'guard',
  textSize: 'guard',
  volume: 'guard',
  hasVoice: 'guard',
  dimAfterMinutes: 'guard',
  cameraId: 'supervisor',
  venueType: 'supervisor',
  direction: 'supervisor',
  checkIn: 'supervisor',
  district: 'supervisor',
  qrEngine: 'supervisor',
};

/** Camera states the guard sees in words; `starting` and `running` are the calm ones. */
export type CameraState = 'starting' | 'running' | 'missing' | 'busy' | 'denied' | 'unplugged' | 'frozen' | 'covered';

/** `nearly-full`: everything is written still, and somebody should see to the disk or the network. */
export type JournalState = 'ok' | 'nearly-full' | 'full' | 'damaged' | 'set-aside';

/** Why the newest rules could not be fetched; those in force stay. */
export type FetchFault =
  | PolicyFault
  /** Signed so far ahead of this kiosk's clock that one of the two clocks is wrong. */
  | 'policy-post-dated'
  /** Nobody answers, or not with a repository. */
  | 'source-unreachable'
  /** Its certificate is not valid at the hub's time, or by this kiosk's clock while no hub has told any. */
  | 'certificate-out-of-date'
  /** Nobody who is trusted has issued its certificate, or not for its name. */
  | 'certificate-untrusted'
  | 'source-too-slow'
  /** The store cannot be written. */
  | 'store-failed'
  | 'internal-error';

/** That newer rules were asked for. */
export interface FetchAttempt {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly fault: FetchFault | null;
}

/** What is known of the rules in force. Times are RFC 3339, UTC. */
export interface PolicyStatus {
  readonly fault: PolicyFault | null;
  readonly version: number | null;
  readonly issuedAt: string | null;
  readonly notAfter: string | null;
  /** The office's own words about them. */
  readonly note: string;
  /** They came with the app for demonstration, and never grow old. */
  readonly areBuiltIn: boolean;
  /** The root that they are signed under; `null`: there are none. */
  readonly root: RootStatus | null;
  /** When somebody last signed that they are the newest. */
  readonly signedAt: string | null;
  /** Since then; `null`: nobody ever did, or they are built in. */
  readonly ageSeconds: number | null;
  /** From when on they are too old to judge by. */
  readonly expiresAt: string | null;
  /** Where newer ones come from by themselves; `null`: from nowhere, or from sticks only. */
  readonly source: string | null;
  readonly isFetching: boolean;
  /** The last few, also from before this start, newest first. */
  readonly attempts: readonly FetchAttempt[];
  readonly nextAttemptAt: string | null;
  /** How far the server's clock is ahead of ours where that is more than a little; nothing proves it. */
  readonly serverAheadSeconds: number | null;
  readonly district: DistrictReport | null;
}

export interface DistrictReport {
  readonly name: Readonly<Record<Language, string>>;
  readonly status: DistrictStatus;
  /** The day of the newest figures, `YYYY-MM-DD`; `null`: there are none. */
  readonly asOf: string | null;
}

/** Whose rules these are, as IT and the health office can compare it by phone. */
export interface RootStatus {
  readonly version: number;
  /** The first 8 bytes of the SHA-256 of `root.json`, in hex. */
  readonly fingerprint: string;
}

/** What the kiosk knows of its own clock. Times are RFC 3339, UTC. */
export interface ClockStatus {
  readonly isWrong: boolean;
  readonly at: string;
  /** The latest moment that has passed for certain; `null`: nothing is known. */
  readonly floor: string | null;
}

/** Why entries do not reach the hub as they should. Judging goes on, but for `kiosk-revoked`. */
export type SyncFault =
  | 'hub-unreachable'
  /** Somebody answers whom the hub's key does not vouch for: a captive portal, say. */
  | 'answer-not-of-the-hub'
  /** Whoever answers shows a certificate that nobody who is trusted has issued for the hub's name. */
  | 'certificate-untrusted'
  /** The same, but that the certificate is not valid at the hub's time. */
  | 'certificate-out-of-date'
  | 'hub-busy'
  | 'kiosk-revoked'
  /** The hub does not know this kiosk's key. */
  | 'kiosk-unknown'
  /** The hub has other entries in the place of ours: the disk was copied, or put back. */
  | 'chain-forked'
  | 'entry-refused'
  | 'journal-unreadable'
  | 'internal-error';

/** How it stands with the hub. */
export interface SyncStatus {
  /** What the kiosk is enrolled for: the hub's origin, the venue and its gate by their names there. */
  readonly enrolledFor: { readonly hub: string; readonly venue: string; readonly gate: string };
  readonly isOnline: boolean;
  /** Entries that the hub has not acknowledged; `null`: they cannot be counted. */
  readonly unsent: number | null;
  /** `key-unusable`: this kiosk's own key is damaged, or locked by the system. */
  readonly fault: SyncFault | 'key-unusable' | null;
  /** When the hub last answered, RFC 3339, UTC, by this kiosk's clock; `null`: not since the start. */
  readonly lastHeardAt: string | null;
}

/** How visitors check in by phone here. */
export interface CheckInStatus {
  /** As it is in force: where there is no venue code to scan, nobody is sent to scan one. */
  readonly way: CheckInWay;
  /** The address that the gate's venue code has; `null`: the hub has told of none. */
  readonly address: string | null;
  /** Who was let in by phone within the last minutes, and has not shown the receipt. */
  readonly waiting: number;
}

/** Somebody who has checked in by phone. */
export type ListedCheckIn = Pick<CheckIn, 'entry' | 'atMs' | 'maskedName' | 'verdict' | 'isUsed'> & {
  /** The first of the hub's reasons; `null`: there is none that this kiosk knows. */
  readonly reason: Reason | null;
};

/** Who has checked in by phone at this gate within the last 15 minutes, newest first. */
export interface CheckInList {
  readonly checkIns: readonly ListedCheckIn[];
  /** Since the hub has answered; `null`: it has not, since the start. */
  readonly heardSecondsAgo: number | null;
  /** Whether somebody may have checked in since who is not listed. */
  readonly isOld: boolean;
}

/** Everything the screen needs that is not a visitor. */
export interface KioskStatus {
  readonly isDemo: boolean;
  readonly appVersion: string;
  readonly settings: Settings;
  /** Said aloud once: the settings file was damaged, is kept aside, defaults are in force. */
  readonly areSettingsReset: boolean;
  readonly venueTypes: readonly { readonly id: string; readonly name: Readonly<Record<Language, string>> }[];
  readonly policy: PolicyStatus;
  readonly journal: JournalState;
  /** Districts that the rules know. */
  readonly districts: readonly { readonly code: string; readonly name: Readonly<Record<Language, string>> }[];
  readonly camera: CameraState;
  /** Beside the kiosk, in the order of the settings. */
  readonly devices: readonly DeviceStatus[];
  /** `null`: there is no gate. */
  readonly gate: GateStatus | null;
  readonly guards: GuardsStatus;
  /** Who was refused before this kiosk's own lane a moment ago, and may stand there still; `null`: nobody was. */
  readonly refusedJustNow: readonly RefusedJustNow[];
  readonly clock: ClockStatus;
  /** The rules know no venue type of the name this kiosk is set to: nobody can be judged. */
  readonly isVenueTypeUnknown: boolean;
  /** How long an entry stays here after the hub has acknowledged it, by the rules. */
  readonly retentionDays: number;
  /** `null`: this kiosk has no hub. */
  readonly sync: SyncStatus | null;
  /** `null`: this kiosk has no hub, and nobody checks in by phone. */
  readonly checkIn: CheckInStatus | null;
  /** Visitors since local midnight, by the verdict that stands. */
  readonly today: Readonly<Record<Verdict, number>>;
}

/** An online code that is being asked about; what comes of it is another outcome, within 1.5 s. */
export interface Asking {
  readonly kind: 'asking';
}

/** What the visitor still has to present; what comes of it is another outcome, within 30 s. */
export interface Wanting {
  readonly kind: 'needs';
  readonly needs: readonly Needed[];
  /** Whose it is, as far as that is known. */
  readonly summary: Summary;
  readonly format: string | null;
}

/** A card was taken away before it was read. */
export interface LayAgain {
  readonly kind: 'lay-again';
}

/** What was decided of a visitor, as far as it leaves the main process. */
export type ShownDecision = Omit<Decision, 'person' | 'identity' | 'checks' | 'refersTo'> & {
  /** What it is entered as; `null`: it is not. */
  readonly entryId: string | null;
  /** Of what only the journal tells yet, which has neither temperature nor test: whether the visitor may be ill; absent: the summary says. */
  readonly seemedIll?: boolean;
};

/** A refusal that is entered: whoever is let in by hand is asked whether they are this visitor. */
export type RefusedJustNow = ShownDecision & { readonly entryId: string };

/** A visitor to look back at. */
export interface PastVisit {
  readonly result: ShownDecision;
  readonly epochMs: number;
  /** Who decided; `null`: the kiosk did. */
  readonly guard: string | null;
  /** Why a guard decided; `null`: the kiosk did, or it is not known. */
  readonly why: ByHandReason | null;
  /** What was done of 异常处置, as far as it is recorded, in its order. */
  readonly done: readonly AbnormalStep[];
}

/** What one visitor's scan came to, as the screen shows it. */
export interface Outcome {
  /** Grows by one with every outcome; tells a new one from a repeated delivery. */
  readonly serial: number;
  /** `null`: a temperature and nothing else, or a guard. */
  readonly source: ScanSource | null;
  readonly result: ShownDecision | Hint | Progress | Asking | Wanting | LayAgain;
  /** For a visitor whose test does not do: where the next one is taken, nearest first. */
  readonly sites?: readonly NearSite[];
  /** What was done of 异常处置 with this visitor before, as far as it is recorded, in its order; absent: nothing. */
  readonly done?: readonly AbnormalStep[];
  /** Milliseconds from the scan's arrival to its entry being on disk. */
  readonly durationMs: number;
  /** Of a scan by wire: how long that took. */
  readonly wireMs?: number;
  /** How long ago the outcome was decided when it was sent; more than 0 only after the window was reloaded. */
  readonly ageMs: number;
}

/** A file that was put on a stick, or where a demo without one puts it. */
export interface Kept {
  readonly name: string;
  readonly folder: string;
}

/** How large a file may be that the window itself has made. */
export const MAX_SAVED_BYTES = 20_000_000;

/** All the screen may ask of the main process. To widen the bridge, edit this file first. */
export interface Calls {
  /** `repeat`: the same code is still being held up. The outcome itself arrives as the event `outcome`. */
  'scan:submit': { ask: RawScan; reply: 'taken' | 'repeat' };
  'state:read': { ask: null; reply: { status: KioskStatus; last: Outcome | null } };
  /** A guard's touch took the outcome off the screen; a reloaded window must not show it again. */
  'outcome:dismiss': { ask: { serial: number }; reply: null };
  /** A guard lets somebody in, or does not, by their PIN. */
  'decision:by-hand': { ask: ByHand; reply: ByHandReply };
  /** Takes that back, within some seconds. */
  'decision:undo': { ask: { entryId: string }; reply: { fault: ByHandFault | null } };
  /** What was done with somebody who may be ill. */
  'abnormal:record': { ask: { about: string; done: readonly AbnormalStep[] }; reply: { fault: ByHandFault | null } };
  /** Opens the kiosk to a guard; where it is not theirs already, their shift begins. */
  'shift:begin': { ask: Pick<ByHand, 'guard' | 'pin'>; reply: ByHandReply };
  /** And locks. Refused while locked: whoever ends a shift has proven to be a guard. */
  'shift:end': { ask: null; reply: KioskStatus };
  /** Opens the kiosk to a guard; whose shift it is stays as it is. */
  'kiosk:unlock': { ask: Pick<ByHand, 'guard' | 'pin'>; reply: ByHandReply };
  /** The guard goes for a moment: whoever comes has to prove who they are. */
  'kiosk:lock': { ask: null; reply: KioskStatus };
  /** A supervisor ends the app, by a PIN that is asked for whoever the kiosk is open to. */
  'kiosk:leave': { ask: Pick<ByHand, 'guard' | 'pin'>; reply: ByHandReply };
  /** The screen was touched: open, the kiosk stays so for as long again. Locked, it stays that. */
  'kiosk:touched': { ask: null; reply: null };
  /**
   * A supervisor takes this kiosk out of service for good: the app ends, and starts again to erase it. `owed`: what they were
   * told that the hub does not have.
   */
  'kiosk:end': { ask: Pick<ByHand, 'guard' | 'pin'> & { owed: number }; reply: ByHandReply };
  /** The last few visitors, newest first. Refused while locked, and keeps nothing open: it is asked again by itself. */
  'past:read': { ask: null; reply: readonly PastVisit[] };
  /** Who has checked in by phone. Refused while locked, and keeps nothing open, as `past:read`. */
  'check-ins:read': { ask: null; reply: CheckInList };
  /** A supervisor, by their PIN, sets the kiosk up anew by the next set-up code that a reader shows; what comes of it is told as `anew`. */
  'anew:begin': { ask: Pick<ByHand, 'guard' | 'pin'>; reply: ByHandReply };
  /** No set-up code is taken any more. */
  'anew:end': { ask: null; reply: null };
  /** Refused while locked, as far as {@link SETTINGS_ARE_OF} says. */
  'settings:change': { ask: Partial<ChangeableSettings>; reply: KioskStatus };
  /** Fetches newer rules now; the status tells what comes of it. */
  'policy:fetch': { ask: null; reply: KioskStatus };
  /** Takes newer rules from a stick that is plugged in. */
  'policy:import': { ask: null; reply: KioskStatus };
  /** A supervisor says that the clock is right, and what is known of later moments is not: journalled. Refused while it is not wrong. */
  'clock:trust': { ask: null; reply: KioskStatus };
  /** What this code would get here and now. Nothing is journalled, no gate opens. */
  'policy:explain': { ask: { text: string }; reply: Explanation };
  /**
   * The emergency: opens the gate for all, at once, and journals after; with a reason, says why. Or ends that. Wants no PIN
   * and no sound journal.
   */
  'gate:hold': { ask: { isHeld: boolean; reason: GateReason | null }; reply: KioskStatus };
  /**
   * What a supervisor's console asks; both sides parse `ask` and what comes of it by `CONSOLE_CALLS`. The kiosk stays open by
   * it as by a touch, but for `overview`, which windows ask by themselves.
   */
  'console:ask': { ask: { call: ConsoleCall; ask: unknown }; reply: Result<unknown, ConsoleFault> };
  /** Answered once the file is written, or is not; meanwhile `console-export` tells how far it is. One at a time. */
  'console:export': { ask: ExportAsk; reply: Result<Kept & { readonly rows: number }, ConsoleFault> };
  /** Ends it, and nothing is left of its file. Also while locked: it shows nobody anything. */
  'console:export-cancel': { ask: null; reply: null };
  /** Keeps a file that the window has made, of at most {@link MAX_SAVED_BYTES}. */
  'console:save': { ask: { name: string; bytes: Uint8Array }; reply: Result<Kept, ConsoleFault> };
  /** What the set-up of the first start shows; `kiosk` is `null` until it has enrolled. Refused, as all of set-up, once IT has finished. */
  'setup:read': { ask: null; reply: { progress: SetUpProgress; language: Language; kiosk: KioskStatus | null } };
  'setup:note': { ask: Partial<SetUpProgress>; reply: null };
  /** As `settings:change`, without a PIN; before it has enrolled, of the language alone. */
  'setup:settings': { ask: Partial<ChangeableSettings>; reply: null };
  /**
   * Enrols by a ticket, and the window is loaded anew; once it has enrolled, anew by another ticket, and then the app starts
   * anew: set-up goes on where it was.
   */
  'setup:enrol': { ask: { text: string }; reply: Result<{ venue: string; gate: string }, SetUpFault> };
  /** The same, by a hub's address and a code, as somebody has typed them. */
  'setup:typed': { ask: { hub: string; code: string }; reply: Result<{ venue: string; gate: string }, SetUpFault> };
  /** The same, by the ticket on a stick that is plugged in. */
  'setup:stick': { ask: null; reply: Result<{ venue: string; gate: string }, SetUpFault> };
  /** The app ends, and nobody starts it anew; without a PIN, as there is no kiosk. Refused once it has enrolled. */
  'setup:leave': { ask: null; reply: null };
  /** Asks all ports that nothing is set up on who is there; some seconds. */
  'setup:ports': { ask: null; reply: readonly PortFound[] };
  'setup:reader': { ask: ReaderChange; reply: null };
  /** The kiosk is set up, and the window is loaded anew as its screen. */
  'setup:finish': { ask: null; reply: null };
  /** How the kiosk is, check by check, in a moment. A supervisor's, as what follows is; that it is looked at keeps nothing open. */
  'diagnostics:read': { ask: null; reply: readonly Finding[] };
  /** The last of the log, and what comes from readers: asked once a second. */
  'diagnostics:follow': { ask: null; reply: Following };
  /** Puts what a supporter needs on the stick. */
  'diagnostics:bundle': { ask: null; reply: BundleReply };
  /** The answer to `ping`. */
  'window:alive': { ask: null; reply: null };
  'camera:report': { ask: { state: CameraState }; reply: null };
  /** What went wrong in the window, as an event name without free text (no visitor's data can slip in). */
  'window:fault': { ask: { fault: WindowFault }; reply: null };
}

/** A judgement that nobody is let in by. */
export type Explanation = Exclude<Outcome['result'], Asking | LayAgain>;

export type WindowFault = 'camera-worker-failed' | 'engine-fallback' | 'sound-failed' | 'render-failed';

/** What the main process tells the screen unasked. */
export interface Events {
  outcome: Outcome;
  status: KioskStatus;
  /** A guard's badge was shown to the kiosk, perhaps of one who is not on its list. */
  badge: { readonly number: string };
  /** Something was presented while the kiosk is set up. */
  /** With what a code would get, at the step that tries everything; `null`: it is no code, or another step's. */
  'setup-heard': HeardAtSetUp & { readonly judged: Explanation | null };
  /** How far it is to set the kiosk up anew. */
  anew: AnewState;
  /** Wants `window:alive`: a window that does not answer is hung, and loaded anew. */
  ping: null;
  /** So many rows are in the file. */
  'console-export': { readonly rows: number };
}

/** Main must supply one of these per call: leaving one out does not compile. */
export type Handlers = {
  [C in keyof Calls]: {
    parse(input: unknown): Calls[C]['ask'] | undefined;
    run(ask: Calls[C]['ask']): Promise<Calls[C]['reply']>;
  };
};

/** `window.sentinel`, put there by the preload script. */
export interface Bridge {
  call<C extends keyof Calls>(name: C, ask: Calls[C]['ask']): Promise<Calls[C]['reply']>;
  /** @returns a function that stops listening */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void;
}
