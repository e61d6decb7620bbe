import type { Verdict } from './verdict.ts';

/** Verdict, phone code and texts of a reason that the kiosk gives by itself. */
export type ReasonRow = readonly [
  phone: string,
  verdict: Verdict,
  zh: readonly [guard: string, visitor: string],
  en: readonly [guard: string, visitor: string],
];
