-- What the console looks for entries by (docs/adr/0013-console.md). All of it is made of `bytes` by whoever stores an entry;
-- a hub of the release before leaves it out, as do entries of before: those have no kind, and are sorted by a newer hub
-- (hub/store/unsorted.ts). With Citus entry_kind is a reference table, and tally is distributed by venue, colocated with
-- entry.

-- What entries have in common: of each venue some hundred, however many entries there are. Numbers are of one venue each, so
-- that an index by them needs no venue before it.
create table entry_kind (
  id int primary key,
  venue text not null,
  -- SHA-256 of all that follows: a list of reasons may be longer than an index takes.
  digest bytea not null check (octet_length(digest) = 32),
  type text not null,
  verdict text,
  source text,
  -- Worst first.
  reasons text[] not null,
  -- `out`: of somebody who leaves.
  lane text,
  unique (venue, digest)
);

-- Null: in quarantine, or not sorted yet. Names and numbers of guards only as far as they can be asked for.
alter table entry add column kind int, add column masked_name text, add column guard text;

-- How many entries there are, for each quarter of an hour by the kiosks' clocks; kept in the transaction that stores them,
-- and dropped with their day of receipt, so that it is at any time what counting would give.
create table tally (
  venue text not null,
  -- When the quarter begins.
  quarter_ms bigint not null,
  kiosk uuid not null,
  kind int not null,
  received_day date not null,
  entries int not null,
  -- Of these, with the time they took, and all of that time.
  timed int not null,
  duration_ms bigint not null,
  primary key (venue, quarter_ms, kiosk, kind, received_day)
) with (fillfactor = 80);
create index tally_of_day on tally (received_day);

create index kiosk_of_venue on kiosk (venue);

-- Only over what is sorted: over entries of before they are made while those are.
create index entry_by_kind on entry (kind, epoch_ms) where kind is not null;
-- Of one venue, too.
create index entry_by_kiosk on entry (kiosk, epoch_ms, kind) where kind is not null;
create index entry_by_name on entry (venue, masked_name, epoch_ms, kind) where masked_name is not null;
create index entry_by_guard on entry (venue, guard, epoch_ms, kind) where guard is not null;
-- By a hash: a person's entries are few, and keys are long and come in no order.
create index entry_by_person on entry using hash (person_key) where kind is not null and person_key is not null;
create index entry_by_id on entry (id) where kind is not null;
create index entry_that_refers on entry (refers_to) where kind is not null and refers_to is not null;
create index entry_unsorted on entry (venue, chain, sequence) where kind is null and not is_quarantined;

-- Kinds do what it did.
drop index entry_not_admitted;
