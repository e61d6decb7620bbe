import type { ConsoleFault } from './calls.ts';

/** All that is written into the audit log, as a code of what was done. */
export const AUDITED = [
  'first-account',
  'sign-in',
  /** By whom is said where the account exists. */
  'sign-in-failed',
  'sign-out',
  'password-changed',
  'codes-begun',
  'codes-in-force',
  'codes-ended',
  'account-created',
  'account-changed',
  'account-reset',
  /** The first page of a filter; later ones are of the same look. */
  'log-looked-at',
  'entry-looked-at',
  'person-looked-for',
  'person-found',
  'export-begun',
  'export-ended',
  'trace-requested',
  'trace-withdrawn',
  'trace-decided',
  'trace-looked-at',
  'settings-set',
  'enrolment-codes-made',
  'enrolment-code-withdrawn',
  'venue-code-issued',
  'venue-code-withdrawn',
  'kiosk-revoked',
  'site-state-said',
  'company-approved',
  'company-refused',
  'company-suspended',
  'company-resumed',
  'pass-revoked',
  'pass-allowed',
] as const;
export type Audited = (typeof AUDITED)[number];

/** How an export came to its end: whole, given up by whoever asked, or by a fault. */
export type ExportEnding = 'done' | ConsoleFault;
