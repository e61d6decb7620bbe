-- Visitors of whom not what was said first stands: somebody decided otherwise, or took back what was decided by hand
-- (docs/adr/0013-console.md). There are few. What the tally counts are entries; visitors are those that stand for one
-- (shared/console/visitors.ts), with what is here. With Citus distributed by venue, colocated with entry.
create table overruled (
  venue text not null,
  chain uuid not null,
  -- This and all but the last: of the visitor's own entry.
  sequence bigint not null,
  kiosk uuid not null,
  epoch_ms bigint not null,
  kind int not null,
  received_day date not null,
  -- The kind of the entry that stands; null: none does.
  stands int,
  primary key (venue, chain, sequence)
);
create index overruled_by_time on overruled (venue, epoch_ms) include (kiosk, kind, stands);
create index overruled_of_day on overruled (received_day);

-- What was sorted before is sorted anew, and found by it then.
delete from tally using entry_kind where entry_kind.id = tally.kind and entry_kind.type = 'overrule';
update entry set kind = null, masked_name = null, guard = null
where kind in (select id from entry_kind where type = 'overrule');
