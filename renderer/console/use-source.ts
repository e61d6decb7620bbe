import { createContext, use } from 'react';
import type { Me } from '../../shared/console/accounts.ts';
import type { ConsoleSource } from './source.ts';

export interface ConsoleContext {
  /** When it answers that somebody is signed out, or the kiosk locked, that also ends the console: whoever has asked. */
  readonly source: ConsoleSource;
  readonly me: Me;
  /** Somebody is asked to sign in, or the kiosk has locked itself. */
  readonly onSignedOut: () => void;
}

export const ConsoleOf = createContext<ConsoleContext | null>(null);

/** What the page's console works with. @throws outside a console */
export function useConsole(): ConsoleContext {
  const context = use(ConsoleOf);
  if (context === null) throw new Error('outside a console');
  return context;
}
