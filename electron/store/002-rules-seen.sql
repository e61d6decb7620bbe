-- The newest signed rules that were in force here, so that older ones are known for what they are even where the folder
-- of the rules has been put back; and the latest moment that somebody signed, below which no clock can be right.
create table rules_seen (
  only_one integer primary key default 1 check (only_one = 1),
  root integer not null,
  timestamp integer not null,
  snapshot integer not null,
  targets integer not null,
  policy integer not null,
  -- Seconds since 1970.
  signed_at integer not null
) strict;

create trigger rules_seen_move_forward before update on rules_seen
  when new.root < old.root or new.policy < old.policy or new.signed_at < old.signed_at
    or (new.root = old.root and (new.timestamp < old.timestamp or new.snapshot < old.snapshot or new.targets < old.targets))
  begin select raise(abort, 'what was seen stays seen'); end;

create trigger rules_seen_stay before delete on rules_seen
  begin select raise(abort, 'what was seen stays seen'); end;

-- The latest moment at which the clock was known to be right.
create index entry_by_confirmed_time on entry (epoch_ms) where is_clock_confirmed = 1;
