import type { Selectable } from 'kysely';
import type { AccountRole } from '../../shared/console/abilities.ts';
import type { Tables } from './schema.ts';

/** Who works with the console, with what proves them. */
export interface Account {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: AccountRole;
  /** `null`: over all venues of the hub. */
  readonly venue: string | null;
  /** Argon2id in the PHC string format. */
  readonly password: string;
  readonly mustChangePassword: boolean;
  /** Of one-time codes, sealed; `null`: none are wanted. */
  readonly codesSecret: Buffer | null;
  /** The same, of which no code was given yet. */
  readonly codesBegun: Buffer | null;
  readonly isActive: boolean;
}

export function accountOf(row: Selectable<Tables['account']>): Account {
  const { id, login, name, role, venue, password } = row;
  return {
    ...{ id, login, name, role, venue, password },
    mustChangePassword: row.must_change_password,
    codesSecret: row.codes_secret,
    codesBegun: row.codes_begun,
    isActive: row.is_active,
  };
}
