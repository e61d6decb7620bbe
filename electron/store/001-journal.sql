-- One file holds one chain, begun when the file was made.
create table chain (
  id text primary key,
  only_one integer not null default 1 unique check (only_one = 1)
) strict, without rowid;

-- How far the hub has acknowledged the chain: sync is this one number, the entries are their own outbox.
create table sync_mark (
  chain text primary key references chain (id),
  acknowledged_through integer not null default -1 check (acknowledged_through >= -1)
) strict, without rowid;

create table entry (
  sequence integer primary key check (sequence >= 0),
  chain text not null references chain (id),
  id text not null check (length(id) = 36),
  previous_hash blob not null check (length(previous_hash) = 32),
  hash blob not null check (length(hash) = 32),
  type text not null check (type in ('scan', 'manual', 'overrule', 'abnormal', 'gate', 'break', 'anchor')),
  refers_to text,
  epoch_ms integer not null,
  offset_minutes integer not null,
  is_clock_confirmed integer not null check (is_clock_confirmed in (0, 1)),
  source text,
  format text,
  verdict text check (verdict in ('admit', 'refer', 'refuse')),
  reasons text not null check (json_valid(reasons) and json_type(reasons) = 'array'),
  colour text check (colour in ('green', 'yellow', 'red')),
  test_age_seconds integer,
  masked_name text,
  person_key blob check (length(person_key) = 32),
  person_key_id text,
  policy_version integer,
  duration_ms integer,
  sealed blob,
  check ((person_key is null) = (person_key_id is null))
) strict;

-- "Already entered".
create index entry_by_person on entry (person_key, epoch_ms) where person_key is not null;
-- The day's counters, answered from the index alone.
create index entry_by_time on entry (epoch_ms, type, verdict);

-- The journal's promises, kept by the database itself.
-- (They need `pragma recursive_triggers = on`, else `insert or replace` slips past the delete trigger.)
create trigger entry_is_final before update on entry
  begin select raise(abort, 'journal entries are final'); end;

create trigger entry_is_owed before delete on entry
  when old.sequence > coalesce((select acknowledged_through from sync_mark where chain = old.chain), -1)
  begin select raise(abort, 'the hub has not acknowledged this entry'); end;

-- Deleted from the front only, so that what is left has no holes; the last one stays, for the next to follow it.
create trigger entry_leaves_in_order before delete on entry
  when exists (select 1 from entry where sequence < old.sequence)
    or not exists (select 1 from entry where sequence > old.sequence)
  begin select raise(abort, 'only the oldest entry may be deleted, and never the last'); end;

create trigger entry_follows_the_last before insert on entry
  when new.sequence is not (select coalesce(max(sequence) + 1, 0) from entry)
    or new.previous_hash is not coalesce((select hash from entry order by sequence desc limit 1), zeroblob(32))
  begin select raise(abort, 'an entry follows the last one'); end;

create trigger chain_is_final before update on chain
  begin select raise(abort, 'a chain keeps its name'); end;

create trigger chain_stays before delete on chain
  begin select raise(abort, 'a chain keeps its name'); end;

-- What was acknowledged stays so, and nothing can be that was not written: this guards the deletions above.
create trigger sync_mark_moves_forward before update on sync_mark
  when new.chain is not old.chain
    or new.acknowledged_through < old.acknowledged_through
    or new.acknowledged_through > coalesce((select max(sequence) from entry), -1)
  begin select raise(abort, 'the mark moves forward, and never past the last entry'); end;

create trigger sync_mark_begins before insert on sync_mark
  when new.acknowledged_through is not -1
    or exists (select 1 from sync_mark)
  begin select raise(abort, 'the mark begins before the first entry'); end;

create trigger sync_mark_stays before delete on sync_mark
  begin select raise(abort, 'the mark stays'); end;
