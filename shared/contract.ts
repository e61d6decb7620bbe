import type { Decision, Hint } from './judge.ts';
import type { Progress } from './parts.ts';
import type { RawScan, ScanSource } from './scan.ts';
import type { Language, Verdict } from './verdict.ts';
import type { PolicyFault } from './policy/policy.ts';

/** What the kiosk is set to; kept in electron-store, validated when read. */
export interface Settings {
  /** `null`: whichever camera the system lists first. */
  readonly cameraId: string | null;
  readonly venueType: string;
  readonly direction: 'in' | 'out';
  readonly language: Language;
  readonly qrEngine: 'zxing-wasm' | 'zxing-js';
}

/** Camera states the guard sees in words; `starting` and `running` are the calm ones. */
export type CameraState = 'starting' | 'running' | 'missing' | 'busy' | 'denied' | 'unplugged' | 'frozen' | 'covered';

export type JournalState = 'ok' | 'full' | 'damaged' | 'set-aside';

export interface PolicyStatus {
  readonly fault: PolicyFault | null;
  readonly version: number | null;
  /** RFC 3339. */
  readonly issuedAt: string | null;
  readonly notAfter: string | null;
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
  readonly camera: CameraState;
  readonly isClockWrong: boolean;
  /** The rules know no venue type of the name this kiosk is set to: nobody can be judged. */
  readonly isVenueTypeUnknown: boolean;
  /** Entries since local midnight. */
  readonly today: Readonly<Record<Verdict, number>>;
}

/** What one visitor's scan came to, as the screen shows it. */
export interface Outcome {
  /** Grows by one with every outcome; tells a new one from a repeated delivery. */
  readonly serial: number;
  readonly source: ScanSource;
  readonly result: Omit<Decision, 'person' | 'checks'> | Hint | Progress;
  /** Milliseconds from the scan's arrival to its entry being on disk. */
  readonly durationMs: number;
  /** How long ago the outcome was decided when it was sent; more than 0 only after the window was reloaded. */
  readonly ageMs: number;
}

/** All the screen may ask of the main process. To widen the bridge, edit this file first. */
export interface Calls {
  /** `repeat`: the same code is still being held up. The outcome itself arrives as the event `outcome`. */
  'scan:submit': { ask: RawScan; reply: 'taken' | 'repeat' };
  'state:read': { ask: null; reply: { status: KioskStatus; last: Outcome | null } };
  /** A guard's touch took the outcome off the screen; a reloaded window must not show it again. */
  'outcome:dismiss': { ask: { serial: number }; reply: null };
  'settings:change': { ask: Partial<Settings>; reply: KioskStatus };
  'camera:report': { ask: { state: CameraState }; reply: null };
  /** What went wrong in the window, as an event name without free text (no visitor's data can slip in). */
  'window:fault': { ask: { fault: WindowFault }; reply: null };
}

export type WindowFault = 'camera-worker-failed' | 'engine-fallback' | 'sound-failed' | 'render-failed';

/** What the main process tells the screen unasked. */
export interface Events {
  outcome: Outcome;
  status: KioskStatus;
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
