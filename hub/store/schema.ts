import type { Audited } from '../../shared/console/audited.ts';
import type { Colour } from '../../shared/credential/facts.ts';
import type { ColumnType, GeneratedAlways, Kysely } from 'kysely';
import type { AccountRole } from '../../shared/console/abilities.ts';
import type { AuditRow } from '../../shared/console/accounts.ts';
import type { TraceScope } from '../../shared/console/person.ts';
import type { GuardRole } from '../../shared/guard.ts';
import type { EntryType } from '../../shared/journal.ts';
import type { ScanSource } from '../../shared/scan.ts';
import type { ListedSite, SiteState } from '../../shared/policy/sites.ts';
import type { Verdict } from '../../shared/verdict.ts';
import type { RemoteSettings, Report, Retirement } from '../../shared/wire.ts';

/** `bigint` comes as text, since it may hold more than a double; ours are sequences and times, which do not. */
type BigInteger = ColumnType<string, number, number>;

type MaybeBigInteger = ColumnType<string | null, number | null | undefined, number | null>;
/** May be left out by a hub of the release before. */
type Later<T> = ColumnType<T | null, T | null | undefined>;
/** Of JSON: parsed when it is read, and written as text. */
type Json<T> = ColumnType<T, string, string>;

/** The tables of `001-hub.sql` and what follows it, where each column is explained. */
export interface Tables {
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
    succeeded_by: ColumnType<string | null, string | null | undefined>;
    revoked_by: Later<string>;
    revoked_because: Later<string>;
    retired_at: ColumnType<Date | null, Date | null | undefined>;
    retirement: ColumnType<Retirement | null, string | null | undefined, string | null>;
    is_phones: ColumnType<boolean, boolean | undefined, never>;
  };
  venue_code: {
    venue: string;
    gate: string;
    serial: number;
    issued_at: Date;
    issued_by: string | null;
    withdrawn_at: Date | null;
    phones: string;
    chain: string;
  };
  self_check_in: {
    entry: string;
    phones: string;
    ask: string;
    person_key: Buffer | null;
    at_ms: BigInteger;
    masked_name: string | null;
    verdict: Verdict;
    reasons: string[];
    used_at: Date | null;
    change: ColumnType<string, undefined, never>;
  };
  enrolment_code: {
    code_hash: Buffer;
    venue: string;
    gate: string;
    expires_at: Date;
    used_by: string | null;
    id: ColumnType<string, string | undefined, never>;
    made_at: Later<Date>;
    made_by: Later<string>;
    withdrawn_at: Later<Date>;
    code_id: Later<Buffer>;
  };
  sampling_site: {
    id: string;
    site: Json<ListedSite>;
    state: SiteState['state'] | null;
    wait_minutes: number | null;
    state_at: Date | null;
  };
  sampling_site_list: { is_only: ColumnType<boolean, never, never>; changed_at: Date };
  chain: {
    venue: string;
    chain: string;
    kiosk: string;
    through: BigInteger;
    hash: Buffer;
    began_at: Date;
    advanced_at: Date;
    dropped_through: ColumnType<string, number | undefined, number>;
    signed_sequence: MaybeBigInteger;
    signed_hash: ColumnType<Buffer | null, Buffer | null | undefined>;
    signature: ColumnType<Buffer | null, Buffer | null | undefined>;
    signed_by: ColumnType<string | null, string | null | undefined>;
  };
  chain_hole: {
    venue: string;
    chain: string;
    from_sequence: BigInteger;
    through_sequence: BigInteger;
    reason: string;
    told_at: Date;
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
    id: string | null;
    refers_to: string | null;
    verdict: string | null;
    epoch_ms: BigInteger | null;
    person_key: Buffer | null;
    kind: number | null;
    masked_name: string | null;
    guard: string | null;
  };
  entry_kind: {
    venue: string;
    id: number;
    digest: Buffer;
    type: EntryType;
    verdict: Verdict | null;
    source: ScanSource | null;
    reasons: string[];
    lane: 'out' | null;
  };
  tally: {
    venue: string;
    quarter_ms: BigInteger;
    kiosk: string;
    kind: number;
    received_day: ColumnType<Date, string, string>;
    entries: number;
    timed: number;
    duration_ms: BigInteger;
  };
  overruled: {
    venue: string;
    chain: string;
    sequence: BigInteger;
    kiosk: string;
    epoch_ms: BigInteger;
    kind: number;
    received_day: ColumnType<Date, string, string>;
    stands: number | null;
    stands_ms: MaybeBigInteger;
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
  demo_status: {
    person_key: Buffer;
    subject: Buffer;
    masked_name: string;
    colour: Colour;
    sampled_at: Date | null;
    is_negative: boolean | null;
  };
  kiosk_report: {
    venue: string;
    kiosk: string;
    heard_at: Date;
    report: Json<Report>;
    challenge_ms: ColumnType<string, number | undefined, number>;
    signatures: ColumnType<string[], string[] | undefined, string[]>;
  };
  setting: {
    version: GeneratedAlways<string>;
    venue: string;
    gate: string | null;
    set_at: Date;
    set_by: Later<string>;
    values: Json<RemoteSettings>;
  };
  guard: {
    venue: string;
    number: string;
    name: string;
    role: GuardRole;
    gates: string[];
    pin: string | null;
    pin_changed_at: Date | null;
  };
  guard_revision: { venue: string; revision: string };
  account: {
    id: string;
    login: string;
    name: string;
    role: AccountRole;
    venue: string | null;
    password: string;
    must_change_password: boolean;
    codes_secret: Buffer | null;
    codes_begun: Buffer | null;
    codes_step: ColumnType<string, number | undefined, number>;
    is_active: boolean;
    created_at: Date;
    last_signed_in_at: Date | null;
  };
  account_grant: {
    id: GeneratedAlways<string>;
    account: string;
    granted_by: string | null;
    did: 'created' | 'role' | 'activated' | 'reset';
    granted_at: Date;
  };
  first_token: { is_only: ColumnType<boolean, never, never>; token_hash: Buffer; made_at: Date };
  console_session: { cookie_hash: Buffer; account: string; token: string; began_at: Date; used_at: Date };
  login_try: { login_hash: Buffer; wrong: number; tried_at: Date };
  audit: {
    id: GeneratedAlways<string>;
    at: Date;
    venue: string | null;
    account: string | null;
    login: string | null;
    role: AccountRole | null;
    did: Audited;
    about: Json<AuditRow['about']>;
  };
  trace_request: {
    id: string;
    venue: string;
    requested_by: string;
    requested_at: Date;
    case_number: string;
    purpose: string;
    scope: Json<TraceScope>;
    person_key: Buffer | null;
    decided_by: string | null;
    decided_at: Date | null;
    is_approved: boolean | null;
    withdrawn_at: Date | null;
  };
}

/**
 * What a manager has to see: entries missing between what is here and what was sent; two histories of one chain (a
 * cloned disk); a kiosk that began another chain; content that cannot be read; entries that a kiosk has lost;
 * a chain that was restored and does not hold together.
 */
export const ALERT_KINDS = ['gap', 'fork', 'reset', 'quarantine', 'hole', 'unsound'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export type Store = Kysely<Tables>;
