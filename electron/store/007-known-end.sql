-- The last entry when the journal last came to rest: what is gone from the end since, or is another, is found by it.
create table known_end (
  only_one integer primary key default 1 check (only_one = 1),
  sequence integer not null check (sequence >= 0),
  hash blob not null check (length(hash) = 32)
) strict;

create trigger known_end_moves_forward before update on known_end
  when new.sequence <= old.sequence
  begin select raise(abort, 'the known end moves forward'); end;

create trigger known_end_stays before delete on known_end
  begin select raise(abort, 'the known end stays'); end;
