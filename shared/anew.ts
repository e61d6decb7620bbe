import type { ProvisionFault } from './provision.ts';

/** Why what a supervisor has shown sets nothing up. */
export type AnewFault =
  | ProvisionFault
  | 'hub-unreachable'
  | 'gateway-trouble'
  | 'answer-not-of-the-hub'
  | 'certificate-untrusted'
  | 'certificate-out-of-date'
  | 'hub-of-another'
  | 'policy-root-of-another'
  | 'code-unknown'
  | 'code-expired'
  | 'code-used'
  | 'hub-busy'
  | 'too-many-requests'
  | 'refused'
  | 'key-missing'
  | 'key-damaged'
  | 'key-locked'
  | 'entries-owed'
  /** The disk does not take it, or a bug of ours. */
  | 'not-written';

/** How far it is to set a kiosk up anew, once a supervisor has proven to be one. */
export type AnewState =
  /** The hub is being asked; nobody is judged meanwhile. */
  | { readonly is: 'enrolling' }
  /** Nothing has changed; another code may be shown. */
  | { readonly is: 'failed'; readonly fault: AnewFault }
  /** All is on disk, and the app starts anew. */
  | { readonly is: 'done'; readonly venue: string; readonly gate: string }
  /** No code is taken any more: it was left alone. */
  | { readonly is: 'closed' };
