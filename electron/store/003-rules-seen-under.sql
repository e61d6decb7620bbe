-- As `rules_seen`, for each trusted root that the kiosk was given: under another one all numbers begin anew, as they must
-- where a venue was given a new root because the keys of the old one are lost. `rules_seen` did not say which root its
-- numbers belonged to; it is left as it is, and read no more.
create table rules_seen_under (
  -- SHA-256 of the trusted root's file, in hex.
  trusted_root text primary key check (length(trusted_root) = 64),
  root integer not null,
  timestamp integer not null,
  snapshot integer not null,
  targets integer not null,
  policy integer not null,
  -- Seconds since 1970.
  signed_at integer not null
) strict, without rowid;

create trigger rules_seen_under_move_forward before update on rules_seen_under
  when new.trusted_root <> old.trusted_root
    or new.root < old.root or new.policy < old.policy or new.signed_at < old.signed_at
    or (new.root = old.root and (new.timestamp < old.timestamp or new.snapshot < old.snapshot or new.targets < old.targets))
  begin select raise(abort, 'what was seen stays seen'); end;

create trigger rules_seen_under_stay before delete on rules_seen_under
  begin select raise(abort, 'what was seen stays seen'); end;
