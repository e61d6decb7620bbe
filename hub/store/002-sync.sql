-- The chain's newest entry by its kiosk's word, signed; it may be far beyond what was received. All of them or none.
alter table chain
  add column signed_sequence bigint,
  add column signed_hash bytea,
  add column signature bytea,
  -- Thumbprint of the key that signed: a chain can go on under a new one.
  add column signed_by text;

-- Entries that do not exist any more: the chain goes on after them.
create table chain_hole (
  venue text not null,
  chain uuid not null,
  from_sequence bigint not null check (from_sequence >= 0),
  -- The last that is lost.
  through_sequence bigint not null check (through_sequence >= from_sequence),
  reason text not null,
  told_at timestamptz not null,
  primary key (venue, chain, from_sequence)
);

alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check
  check (kind in ('gap', 'fork', 'reset', 'quarantine', 'hole'));
create index alert_of_venue on alert (venue, id);

-- How each kiosk is, by its last word: no history.
create table kiosk_report (
  venue text not null,
  kiosk uuid not null references kiosk,
  heard_at timestamptz not null,
  report jsonb not null,
  primary key (venue, kiosk)
);

-- What IT has set from afar. The newest of a venue (no gate), and that of a gate over it, are in force.
create table setting (
  version bigint generated always as identity primary key,
  venue text not null,
  gate text,
  set_at timestamptz not null,
  values jsonb not null
);
create index setting_of_gate on setting (venue, gate, version desc);
