import type { ColumnType, GeneratedAlways, Kysely } from 'kysely';

/** `bigint` comes as text, since it may hold more than a double; ours are sequences and times, which do not. */
type BigInteger = ColumnType<string, number, number>;

/** The tables of `001-hub.sql`, where each column is explained. */
interface Tables {
  hub_epoch: { is_only: ColumnType<boolean, never, never>; epoch: string; began_at: Date };
  hub_migration: { version: number; ran_at: Date };
  kiosk: {
    id: string;
    venue: string;
    gate: string;
    key_id: string;
    public_key: string;
    enrolled_at: Date;
    revoked_at: Date | null;
  };
  enrolment_code: { code_hash: Buffer; venue: string; gate: string; expires_at: Date; used_by: string | null };
  chain: {
    venue: string;
    chain: string;
    kiosk: string;
    through: BigInteger;
    hash: Buffer;
    began_at: Date;
    advanced_at: Date;
    dropped_through: ColumnType<string, number | undefined, number>;
  };
  entry: {
    received_day: string;
    received_at: Date;
    venue: string;
    kiosk: string;
    chain: string;
    sequence: BigInteger;
    hash: Buffer;
    bytes: Buffer;
    is_quarantined: boolean;
    verdict: string | null;
    epoch_ms: BigInteger | null;
  };
  alert: {
    id: GeneratedAlways<string>;
    kind: AlertKind;
    venue: string;
    kiosk: string;
    chain: string;
    sequence: BigInteger;
    raised_at: Date;
  };
}

/**
 * What a manager has to see: entries missing between what is here and what was sent; two histories of one chain (a
 * cloned disk); a kiosk that began another chain; content that cannot be read.
 */
export type AlertKind = 'gap' | 'fork' | 'reset' | 'quarantine';

export type Store = Kysely<Tables>;
