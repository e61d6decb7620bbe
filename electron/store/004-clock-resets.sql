-- Each time IT said that the kiosk's clock was right, and what was known of later moments was not.
create table clock_reset (
  -- Of the entry that says so. Up to it, entries more than 300 s later than the clock was say nothing of the time.
  sequence integer primary key check (sequence >= 0),
  -- What the clock said, in seconds since 1970.
  at integer not null,
  -- The latest moment that was known to be signed; from 300 s after `at` to here none counts that lies on the disk.
  signed_at integer
) strict;

create trigger clock_reset_is_final before update on clock_reset
  begin select raise(abort, 'what was said of the clock stays said'); end;

create trigger clock_reset_stays before delete on clock_reset
  begin select raise(abort, 'what was said of the clock stays said'); end;
