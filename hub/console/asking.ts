import { MAY, type Ability } from '../../shared/console/abilities.ts';
import type { Me } from '../../shared/console/accounts.ts';
import type { ConsoleAsk, ConsoleCall, ConsoleFault, ConsoleReply } from '../../shared/console/calls.ts';
import { fail, ok, type Result } from '../../shared/result.ts';
import type { Audited } from '../../shared/console/audited.ts';
import type { About, Noted } from '../store/audit.ts';
import type { Account } from '../store/account.ts';
import type { SignedIn } from '../store/sessions.ts';

/** Who asks, and when. */
export interface Asker extends SignedIn {
  readonly now: Date;
  /** Sets the cookie of another session in the answer. */
  readonly keep: (cookie: string) => void;
}

/** All but `me`, which is answered to whoever has signed in. */
export type AnsweredCall = Exclude<ConsoleCall, 'me'>;

/** Answers calls; what each wants one to be allowed to was looked at before. */
export type ConsoleHandlers = {
  readonly [C in AnsweredCall]: (asker: Asker, ask: ConsoleAsk<C>) => Promise<Result<ConsoleReply<C>, ConsoleFault>>;
};

/** What is wrong with asking for this at all; `null`: nothing. A password that somebody else has set is replaced first. */
export function findUnallowed(
  { mustChangePassword, role }: Account,
  call: AnsweredCall | 'export',
  may: Ability | null,
): 'password-to-be-changed' | 'not-allowed' | null {
  if (mustChangePassword && call !== 'me:password') return 'password-to-be-changed';
  return may === null || MAY[role].includes(may) ? null : 'not-allowed';
}

/** Whose entries somebody sees: never what they ask for, but what their account is of. */
export function venueOf({ account }: Asker): Result<string, 'not-allowed'> {
  return account.venue === null ? fail('not-allowed') : ok(account.venue);
}

/** What somebody who has signed in has done, for the audit log of their venue. */
export function doneBy({ account }: Pick<Asker, 'account'>, did: Audited, about: About = {}): Noted & { by: Account } {
  return { by: account, venue: account.venue, did, about };
}

export function describeMe({ account, session }: SignedIn): Me {
  const { name, login, role, venue, mustChangePassword } = account;
  return {
    ...{ name, login, role, venue, mustChangePassword },
    may: [...MAY[role]],
    hasOneTimeCodes: account.codesSecret !== null,
    at: 'hub',
    token: session.token,
  };
}
