import { AIM_LENGTH, hasAim } from '../../shared/device/aim.ts';
import { badgeText } from '../../shared/guard.ts';
import { MAX_SCAN_LENGTH } from '../../shared/scan.ts';
import { charOf, type Stroke } from './us-layout.ts';

/** One key going down. */
export interface Key extends Stroke {
  /** Control or the system's own key. */
  readonly isControl: boolean;
  readonly isAlt: boolean;
  /** An input method is at work on it: nothing can be held back from that. */
  readonly isComposing: boolean;
  /** It is still down, and the system says so again and again. */
  readonly isRepeat: boolean;
  /** When it went down, monotonic milliseconds, by the system and not by when we were told. */
  readonly atMs: number;
}

/** Why a scan cannot be read, each for one setting that somebody has to change. */
export type WedgeFault =
  /** The input method swallowed which keys they were. */
  | 'scanner-input-method'
  /** The scanner writes characters as Alt and a number on the keypad. */
  | 'scanner-alt-codes';

export type WedgeEvent =
  /** A person's keys, held back until that was sure: to be done now, in order. */
  | { readonly type: 'typed'; readonly keys: readonly Key[] }
  /** What is coming in is a scan: what of it has landed in a text field goes. */
  | { readonly type: 'began' }
  /** `wireMs`: from its first character to its last. */
  | { readonly type: 'scanned'; readonly text: string; readonly wireMs: number; readonly atMs: number }
  | { readonly type: 'failed'; readonly fault: WedgeFault };

/** Keys that came quickly one after the other, and may be a scan. */
interface Burst {
  readonly isInField: boolean;
  readonly isScan: boolean;
  readonly text: string;
  readonly firstAtMs: number;
  /** Of the last character. */
  readonly textAtMs: number;
  /** Of the last key. */
  readonly lastAtMs: number;
  /** What must be done after all, if it was a person. */
  readonly held: readonly Key[];
  readonly fault: WedgeFault | null;
}

export interface WedgeState {
  readonly burst: Burst | null;
  /** Until then, what is no character is the end of the scan before. */
  readonly sweptUntilMs: number;
}

/** `take`: the key goes no further. `pass`: it does what it always does. */
export interface Pressed {
  readonly state: WedgeState;
  readonly does: 'take' | 'pass';
  readonly events: readonly WedgeEvent[];
}

type Settled = Omit<Pressed, 'does'>;

export const NO_BURST: WedgeState = { burst: null, sweptUntilMs: -Infinity };

/**
 * Scanners press a key every 2 to 30 ms; people who type fast, every 80 to 200. So long, too, a person's keys are held
 * back in a text field, and Enter, Space and Escape everywhere.
 */
export const FAST_MS = 50;

/** Where nobody is kept waiting, a scanner's first keys may come as unevenly as this. */
export const UNEVEN_MS = 150;

/** A scan without a terminator is over after such a pause. */
export const IDLE_MS = 500;

/** What no person types, and a guard's badge begins with: it may be short, and is shown while a PIN is asked for. */
const BADGE_BEGINS = badgeText('');

/** As many characters at {@link FAST_MS} on average are no person's. In a text field more: a PIN is typed by routine. */
export const FEWEST = { elsewhere: 4, inField: 8 } as const;

const MODIFIERS: ReadonlySet<string> = new Set([
  ...['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn'],
]);

type Meaning =
  | { readonly is: 'text'; readonly text: string; readonly fault: WedgeFault | null }
  | { readonly is: 'end' }
  /** Of these, none is text: Escape, arrows, F-keys, Backspace, Control and a letter. */
  | { readonly is: 'other' };

/**
 * Takes a key in.
 *
 * @param isInField whether a text field has the focus
 */
export function press(state: WedgeState, key: Key, isInField: boolean): Pressed {
  if (MODIFIERS.has(key.key)) return { state, does: 'pass', events: [] };
  const settled = settle(state, key.atMs);
  const pressed = pressOn(settled.state, key, isInField);
  return { ...pressed, events: [...settled.events, ...pressed.events] };
}

/** Ends what nothing more has come to: submits a scan, lets a person's keys be done. */
export function settle(state: WedgeState, nowMs: number): Settled {
  const { burst } = state;
  return burst === null || nowMs <= dueAt(burst) ? { state, events: [] } : end(state, burst);
}

/** From when on {@link settle} ends it, exclusive. */
export function dueAt(burst: Burst): number {
  if (burst.isScan) return burst.lastAtMs + IDLE_MS;
  return burst.lastAtMs + (burst.held.length > 0 ? FAST_MS : UNEVEN_MS);
}

function pressOn(state: WedgeState, key: Key, isInField: boolean): Pressed {
  const { burst } = state;
  const meaning = meaningOf(key);
  if (burst?.isScan === true) return pressInScan(state, burst, key, meaning);
  if (key.isRepeat) return { state, does: burst === null ? 'pass' : 'take', events: [] };
  if (burst === null && meaning.is !== 'text' && key.atMs <= state.sweptUntilMs) return sweep(state, key);
  // A scan does not begin with white space; Space by itself presses buttons.
  const isLeadingSpace = meaning.is === 'text' && meaning.text === ' ' && (burst?.text ?? '') === '';
  if (meaning.is === 'text' && !isLeadingSpace) return pressText(state, key, meaning, burst?.isInField ?? isInField);
  return pressOther(state, key, isInField);
}

function pressInScan(state: WedgeState, burst: Burst, key: Key, meaning: Meaning): Pressed {
  // A scanner does not keep a key down; what is kept down is not its own.
  if (key.isRepeat) return { state, does: 'take', events: [] };
  if (meaning.is === 'end') {
    const { state: ended, events } = end(state, burst);
    return { state: { ...ended, sweptUntilMs: key.atMs + FAST_MS }, does: 'take', events };
  }
  const grown = meaning.is === 'text' ? withText(burst, key, meaning) : { ...burst, lastAtMs: key.atMs };
  return { state: { ...state, burst: grown }, does: 'take', events: [] };
}

function pressText(state: WedgeState, key: Key, meaning: Meaning & { is: 'text' }, isInField: boolean): Pressed {
  const isFirst = (state.burst?.text ?? '') === '';
  const { held = [] } = state.burst ?? {};
  const opened = isFirst || state.burst === null ? openBurst(key, isInField, held) : state.burst;
  const grown = withText(opened, key, meaning);
  if (isFast(grown)) {
    const began = { ...grown, isScan: true, held: [] };
    return { state: { ...state, burst: began }, does: 'take', events: [{ type: 'began' }] };
  }
  const isHeld = !key.isComposing && (isInField || meaning.text === ' ');
  const burst = isHeld ? { ...grown, held: [...grown.held, key] } : grown;
  return { state: { ...state, burst }, does: key.isComposing ? 'pass' : 'take', events: [] };
}

/** What is no character, where no scan has been made out yet. */
function pressOther(state: WedgeState, key: Key, isInField: boolean): Pressed {
  const { burst } = state;
  const isQuick = burst !== null && key.atMs - burst.lastAtMs <= FAST_MS;
  if (isTrigger(key) && !key.isComposing && (burst === null || isQuick)) {
    const opened = burst ?? openBurst(key, isInField, []);
    // Text before Enter was too short for a scan; what comes after it begins anew.
    const held = { ...opened, text: '', lastAtMs: key.atMs, held: [...opened.held, key] };
    return { state: { ...state, burst: held }, does: 'take', events: [] };
  }
  // A scanner's control character between its first characters.
  if (isQuick && burst.text !== '' && !key.isComposing)
    return { state: { ...state, burst: { ...burst, lastAtMs: key.atMs } }, does: 'take', events: [] };
  if (burst === null) return { state, does: 'pass', events: [] };
  const settled = end(state, burst);
  const again = pressOn(settled.state, key, isInField);
  return { ...again, events: [...settled.events, ...again.events] };
}

function sweep(state: WedgeState, key: Key): Pressed {
  return { state: { ...state, sweptUntilMs: key.atMs + FAST_MS }, does: 'take', events: [] };
}

function openBurst({ atMs }: Key, isInField: boolean, held: readonly Key[]): Burst {
  return { isInField, isScan: false, text: '', firstAtMs: atMs, textAtMs: atMs, lastAtMs: atMs, held, fault: null };
}

/** One character more than any code has stays, so that a text that is too long is known to be. */
function withText(burst: Burst, { atMs }: Key, { text, fault }: Meaning & { is: 'text' }): Burst {
  const longer = burst.text.length > MAX_SCAN_LENGTH ? burst.text : burst.text + text;
  return { ...burst, text: longer, textAtMs: atMs, lastAtMs: atMs, fault: burst.fault ?? fault };
}

function isFast({ text, isInField, firstAtMs, textAtMs }: Burst): boolean {
  const isBadge = isInField && text.startsWith(BADGE_BEGINS);
  const fewest = isInField && !isBadge ? FEWEST.inField : FEWEST.elsewhere;
  return text.length >= fewest && textAtMs - firstAtMs <= (text.length - 1) * FAST_MS;
}

/** Keys that a lone guard presses buttons and closes sheets with, and that some scanners begin with. */
function isTrigger({ key, isControl, isAlt }: Key): boolean {
  return (key === 'Enter' || key === 'Escape' || key === ' ') && !isControl && !isAlt;
}

function end(state: WedgeState, burst: Burst): Settled {
  const ended = { ...state, burst: null };
  if (!burst.isScan)
    return { state: ended, events: burst.held.length === 0 ? [] : [{ type: 'typed', keys: burst.held }] };
  return { state: ended, events: [burst.fault === null ? scanned(burst) : { type: 'failed', fault: burst.fault }] };
}

function scanned({ text, firstAtMs, textAtMs }: Burst): WedgeEvent {
  return {
    type: 'scanned',
    text: hasAim(text) ? text.slice(AIM_LENGTH) : text,
    wireMs: textAtMs - firstAtMs,
    atMs: textAtMs,
  };
}

/** In place of a character that cannot be told: it counts, and its scan fails. */
const UNKNOWN = '\uFFFD';

function meaningOf(key: Key): Meaning {
  if (key.isAlt && /^Numpad\d$/u.test(key.code)) return { is: 'text', text: UNKNOWN, fault: 'scanner-alt-codes' };
  if (key.isControl || key.isAlt) return meaningWithControl(key);
  if (['Enter', 'Tab'].includes(key.key) || ['Enter', 'NumpadEnter', 'Tab'].includes(key.code)) return { is: 'end' };
  const text = charOf(key);
  if (text !== null) return { is: 'text', text, fault: null };
  const isSwallowed = key.code === '' && (key.key === 'Process' || key.isComposing);
  return isSwallowed ? { is: 'text', text: UNKNOWN, fault: 'scanner-input-method' } : { is: 'other' };
}

/** Control and a letter is how scanners type control characters: of these, CR and LF end a text. */
function meaningWithControl({ code, isAlt }: Key): Meaning {
  return !isAlt && (code === 'KeyM' || code === 'KeyJ') ? { is: 'end' } : { is: 'other' };
}
