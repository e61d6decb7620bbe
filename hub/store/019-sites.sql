-- Sampling sites are of no venue: whoever keeps the hub imports them, and kiosks have them by the health office's signature.
-- With Citus both are reference tables.
create table sampling_site (
  id text primary key,
  -- All that the published list says of it (shared/policy/sites.ts).
  site jsonb not null,
  -- How busy it was last said to be, and when that was; null: nobody has said.
  state text check (state in ('idle', 'busy', 'closed')),
  wait_minutes int,
  state_at timestamptz,
  check ((state is null) = (state_at is null)),
  check (wait_minutes is null or state is not null)
);

-- When anything of the list was last changed, but for how busy sites are; no row: there never was a list.
create table sampling_site_list (
  is_only boolean primary key default true check (is_only),
  changed_at timestamptz not null
);
