import type { KioskFault } from './faults.ts';
import { seemsIll, type SignsOfIllness } from './summary.ts';
import type { Verdict } from './verdict.ts';

/** A supervisor may all that a guard may. */
export type GuardRole = 'guard' | 'supervisor';

/** Somebody who may decide at this kiosk, as the venue knows them. */
export interface Guard {
  /** 1 to 16 of `A-Z 0-9 -`: what the journal calls them. */
  readonly number: string;
  /** As colleagues call them; shown on the screen, never journalled. */
  readonly name: string;
  readonly role: GuardRole;
}

/** What numbers a guard may have. */
export const GUARD_NUMBER = /^[A-Z\d][A-Z\d-]{0,15}$/u;

const BADGE = /^DSG1:(.*)$/u;

/** What a guard's badge says as a QR code: whose it is. It proves nothing, the PIN does. */
export function badgeText(number: string): string {
  return `DSG1:${number}`;
}

/** @returns the number on a guard's badge, of whatever venue; `null`: it is none */
export function readBadge(text: string): string | null {
  const number = BADGE.exec(text)?.[1];
  return number !== undefined && GUARD_NUMBER.test(number) ? number : null;
}

/** How short a PIN may be: whoever may let a refused visitor in proves it better. Digits only, 12 at most. */
export const PIN_DIGITS: Readonly<Record<GuardRole, number>> = { guard: 6, supervisor: 8 };
export const MAX_PIN_DIGITS = 12;

/** A guard has seen or measured it: refused for it, they are seen to as who has a red code is. */
export const SEEMS_ILL = 'seems-ill';

/** Why somebody is let in or not without a code. */
export const MANUAL_REASONS = ['no-phone', 'dead-phone', 'child', 'foreign-paper', SEEMS_ILL, 'other'] as const;
/** Why what the kiosk has said of somebody does not stand. */
export const OVERRULE_REASONS = [
  'papers-seen',
  'office-asked',
  'misjudged',
  'not-in-order',
  SEEMS_ILL,
  'other-grounds',
] as const;

export type ManualReason = (typeof MANUAL_REASONS)[number];
export type OverruleReason = (typeof OVERRULE_REASONS)[number];
export type ByHandReason = ManualReason | OverruleReason;

export function isByHandReason(code: string): code is ByHandReason {
  return [...MANUAL_REASONS, ...OVERRULE_REASONS].some((reason) => reason === code);
}

/** What a guard decides, before it is known whether it is they. */
export interface ByHand {
  /** Of the entry that is overruled; `null`: the visitor has shown no code. */
  readonly about: string | null;
  readonly reason: ByHandReason;
  readonly verdict: Exclude<Verdict, 'refer'>;
  /** Entries of refusals of a moment ago, of each of whom this is said to be somebody else. */
  readonly otherThan: readonly string[];
  /** Their number. */
  readonly guard: string;
  readonly pin: string;
}

/** Why somebody is not believed to be a guard of this kiosk. */
export type PinFault =
  | 'pin-wrong'
  /** Too many wrong ones: not looked at. */
  | 'pin-wait'
  /** Nobody of this number is on the list. */
  | 'guard-unknown'
  /** Theirs was taken back, as when a kiosk of their gate was stolen, or none was set yet: nothing is looked at. */
  | 'pin-withdrawn'
  | 'guards-damaged';

/** Why a guard's decision is not taken. */
export type ByHandFault =
  | PinFault
  | 'supervisor-wanted'
  /** A forged or revoked code stays refused, whoever asks. */
  | 'not-overrulable'
  /** Of a visitor too long ago, or one who was let in. */
  | 'nothing-to-overrule'
  /** Of somebody who is not entered as ill, or was on another day. */
  | 'nothing-to-record'
  /** The hub has said that this kiosk is to let nobody in. */
  | 'kiosk-revoked'
  | 'too-late-to-undo'
  /** The hub lacks another number of entries than a supervisor was told when they took the kiosk out of service. */
  | 'owed-changed'
  /** Somebody was refused a moment ago, or while the PIN was looked at, and nobody has said that this is somebody else than they. */
  | 'refused-just-now'
  | Extract<KioskFault, 'journal-full' | 'journal-damaged'>;

/** What came of it: the outcome itself comes as any other. */
export interface ByHandReply {
  readonly fault: ByHandFault | null;
  /** Until this guard's next PIN is looked at; 0: at once. */
  readonly waitSeconds: number;
}

/**
 * Who the kiosk is open to: `locked` until a guard proves who they are. Visitors are served as ever, and what has a PIN or
 * an emergency of its own is done as ever.
 */
export type Access = 'locked' | GuardRole;

/** Whether somebody with this access may do what wants `wanted`. */
export function mayAct(access: Access, wanted: GuardRole): boolean {
  return access === 'supervisor' || access === wanted;
}

/** How long the kiosk stays open to a guard who touches nothing. */
export const OPEN_FOR_MS = 120_000;

/** What the screen knows of guards. */
export interface GuardsStatus {
  /** In the order of their numbers; empty: nobody can decide by hand here. */
  readonly list: readonly Guard[];
  readonly fault: Extract<PinFault, 'guards-damaged'> | null;
  /** Whose shift it is; `null`: nobody has begun one. */
  readonly onDuty: Guard | null;
  /** Who has proven who they are and is still there; in a demo that is open to all, whose shift it is. `null`: nobody. */
  readonly openTo: Guard | null;
  /** `supervisor` where no list was ever given: whom would it be locked to. One with nobody on it locks. */
  readonly access: Access;
}

/** So long after somebody was refused, who is let in without a code is asked about: is it they, their refusal is lifted or stays. */
export const REFUSED_JUST_NOW_MS = 60_000;
/** Added to the reasons of such an entry, which then refers to the refusal. */
export const ANOTHER_VISITOR = 'another-visitor';

/** How long what was decided by hand can be taken back. */
export const UNDO_WITHIN_MS = 10_000;

/** 异常处置: what is done with somebody who may be ill, in this order. */
export const ABNORMAL_STEPS = ['kept-aside', 'informed', 'noted'] as const;
export type AbnormalStep = (typeof ABNORMAL_STEPS)[number];

/**
 * Tells whether somebody who was not let in may be ill: a red code, a positive test, a fever. Whatever it is that stopped them,
 * and whatever an office calls its rule.
 */
export function isAbnormal({ verdict, summary, seemedIll }: Abnormal): boolean {
  return verdict !== 'admit' && (seemedIll ?? seemsIll(summary));
}

interface Abnormal {
  readonly verdict: Verdict;
  readonly summary: SignsOfIllness;
  readonly seemedIll?: boolean;
}

/** Codes that are somebody's crime or were taken back: no guard makes them good. */
const FINAL: readonly string[] = [
  'signature-forged',
  'receipt-forged',
  'pass-forged',
  'revoked',
  'pass-revoked',
  'kiosk-revoked',
];

/**
 * Tells whether somebody of this role may say otherwise.
 *
 * A *refer* is any guard's to decide, a *refuse* a supervisor's to lift. An *admit* is done, the visitor is inside.
 */
export function checkOverrule(
  { verdict, reasons }: { readonly verdict: Verdict; readonly reasons: readonly { readonly code: string }[] },
  role: GuardRole,
): Extract<ByHandFault, 'supervisor-wanted' | 'not-overrulable' | 'nothing-to-overrule'> | null {
  if (verdict === 'admit') return 'nothing-to-overrule';
  if (reasons.some(({ code }) => FINAL.includes(code))) return 'not-overrulable';
  return verdict === 'refuse' && role !== 'supervisor' ? 'supervisor-wanted' : null;
}
