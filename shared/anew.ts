import type { SetUpFault, TypedFault } from './setup.ts';

/** Why what a supervisor has shown sets nothing up: as at the first start, but for sticks, typing, and what it has enrolled by. */
export type AnewFault = Exclude<SetUpFault, TypedFault | 'same-code' | 'no-ticket-on-stick'>;

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
