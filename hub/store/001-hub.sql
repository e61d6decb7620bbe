-- Keys begin with the venue, so that a distributed PostgreSQL can place a venue's rows on one node (docs/adr/0009).

-- A restored hub takes a new epoch, and so tells kiosks that it may lack what it once acknowledged.
create table hub_epoch (
  is_only boolean primary key default true check (is_only),
  epoch uuid not null,
  began_at timestamptz not null
);

create table kiosk (
  id uuid primary key,
  venue text not null,
  gate text not null,
  key_id text not null unique,
  public_key text not null,
  enrolled_at timestamptz not null,
  revoked_at timestamptz
);

-- The code itself is shown once and not kept.
create table enrolment_code (
  code_hash bytea primary key,
  venue text not null,
  gate text not null,
  expires_at timestamptz not null,
  used_by uuid references kiosk
);

-- One row for each chain, locked while entries are taken: what makes "once" true across days, when no key of a
-- table partitioned by day can, and keeps entries that retention has dropped from coming back.
create table chain (
  venue text not null,
  chain uuid not null,
  kiosk uuid not null references kiosk,
  through bigint not null check (through >= -1),
  hash bytea not null check (octet_length(hash) = 32),
  began_at timestamptz not null,
  advanced_at timestamptz not null,
  primary key (venue, chain)
);
create index chain_of_kiosk on chain (kiosk);

create table entry (
  received_day date not null,
  received_at timestamptz not null,
  venue text not null,
  kiosk uuid not null,
  chain uuid not null,
  sequence bigint not null check (sequence >= 0),
  hash bytea not null,
  -- Verbatim: SHA-256 of it is the hash. Everything below can be read from it again.
  bytes bytea not null,
  -- A sound envelope around content that this release cannot read.
  is_quarantined boolean not null,
  id uuid,
  type text,
  refers_to uuid,
  epoch_ms bigint,
  source text,
  format text,
  verdict text,
  reasons jsonb,
  colour text,
  person_key bytea,
  policy_version bigint,
  primary key (venue, chain, sequence, received_day)
) partition by range (received_day);
create index entry_by_time on entry (venue, epoch_ms);

create table alert (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('gap', 'fork', 'reset', 'quarantine')),
  venue text not null,
  kiosk uuid not null references kiosk,
  chain uuid not null,
  -- The first sequence it is about.
  sequence bigint not null,
  raised_at timestamptz not null,
  unique (chain, kind, sequence)
);
