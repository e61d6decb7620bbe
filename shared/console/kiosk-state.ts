/**
 * How a kiosk is, the worst first: `red` wants a hand now, `amber` can wait for the end of the day. Out of service are
 * `revoked`, by somebody, and `retired`, by its own word.
 */
export const KIOSK_STATES = ['red', 'amber', 'green', 'revoked', 'retired'] as const;
export type KioskState = (typeof KIOSK_STATES)[number];

/** Codes of what is wrong, worst first, as a hub tells them (hub/console/health.ts). */
interface Told {
  readonly isRevoked: boolean;
  /** One that is retired is revoked as well. */
  readonly isRetired: boolean;
  readonly problems: readonly string[];
}

/** What can wait for the end of the day. */
const MILD: ReadonlySet<string> = new Set([
  'journal-nearly-full',
  'rules-ageing',
  'sync-hub-busy',
  'settings-behind',
  'guards-behind',
  'guards-none',
]);

export function isMild(code: string): boolean {
  return MILD.has(code);
}

export function kioskStateOf({ isRevoked, isRetired, problems }: Told): KioskState {
  if (isRetired) return 'retired';
  if (isRevoked) return 'revoked';
  if (problems.length === 0) return 'green';
  return problems.every(isMild) ? 'amber' : 'red';
}

/** By what a problem's code begins with: nobody is let in, nothing is kept, nothing is heard, and all else. */
const BADNESS = ['journal-full', 'journal-damaged', 'rules-missing', 'silent', 'never-heard', 'clock-off', 'sync-'];

/** How bad a kiosk's worst problem is, the worst 0; a kiosk that is well comes after all, one out of service last. */
export function badnessOf(kiosk: Told): number {
  const state = kioskStateOf(kiosk);
  if (state !== 'red') return BADNESS.length + 1 + ['amber', 'green', 'revoked', 'retired'].indexOf(state);
  const [worst = ''] = kiosk.problems;
  const rank = BADNESS.findIndex((one) => worst.startsWith(one));
  return rank === -1 ? BADNESS.length : rank;
}
