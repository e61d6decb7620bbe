-- An entry may carry where a chain stood (docs/journal.md); CBOR.
alter table entry add column anchor blob;
create index entry_by_anchor on entry (sequence) where anchor is not null;

-- What the hub of each epoch has acknowledged; the newest row counts. `sync_mark` stays the furthest that any of them ever
-- has, and guards deletion: a hub that was put back to a backup begins anew, and what it lacks is sent again.
create table hub_mark (
  number integer primary key,
  epoch text not null check (length(epoch) = 36),
  acknowledged_through integer not null check (acknowledged_through >= -1)
) strict;

create trigger hub_mark_begins before insert on hub_mark
  when new.number is not (select coalesce(max(number) + 1, 0) from hub_mark)
    or new.epoch is (select epoch from hub_mark order by number desc limit 1)
    or new.acknowledged_through > coalesce((select max(sequence) from entry), -1)
  begin select raise(abort, 'another epoch begins after the last, and never past the last entry'); end;

create trigger hub_mark_moves_forward before update on hub_mark
  when new.number is not old.number or new.epoch is not old.epoch
    or old.number is not (select max(number) from hub_mark)
    or new.acknowledged_through < old.acknowledged_through
    or new.acknowledged_through > coalesce((select max(sequence) from entry), -1)
  begin select raise(abort, 'the mark moves forward, and never past the last entry'); end;

create trigger hub_mark_stays before delete on hub_mark
  begin select raise(abort, 'the mark stays'); end;

-- When it was acknowledged, by the hour: what retention counts from. By the hub's clock an hour is never before the last
-- one; by the kiosk's own it is what that says. What is old is old by both.
create table acknowledged_hour (
  number integer not null references hub_mark (number),
  -- Whole hours since 1970.
  hour integer not null,
  own_hour integer not null,
  through integer not null,
  primary key (number, hour)
) strict, without rowid;

-- When the whole journal was last looked through, and found sound.
create table looked_through (
  only_one integer primary key default 1 check (only_one = 1),
  at_ms integer not null
) strict;

-- Consoles look for entries by what they are. There are few kinds, however many entries there are, and each has its own in
-- the order of time. Empty text stands for null.
create index entry_by_kind on entry (type, verdict, source, reasons, epoch_ms);

create table entry_kind (
  type text not null,
  verdict text not null,
  source text not null,
  reasons text not null,
  primary key (type, verdict, source, reasons)
) strict, without rowid;

insert into entry_kind select distinct type, coalesce(verdict, ''), coalesce(source, ''), reasons from entry;

create trigger entry_has_a_kind after insert on entry
  begin
    insert or ignore into entry_kind values (new.type, coalesce(new.verdict, ''), coalesce(new.source, ''), new.reasons);
  end;
