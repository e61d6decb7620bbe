-- Who may decide by hand at which gates of a venue, as its kiosks are told.
create table guard (
  venue text not null,
  number text not null,
  name text not null,
  role text not null check (role in ('guard', 'supervisor')),
  gates text[] not null check (cardinality(gates) > 0),
  -- Argon2id in the PHC string format; null: none was set, or it was withdrawn.
  pin text,
  -- When it was set or withdrawn last; null: never.
  pin_changed_at timestamptz,
  primary key (venue, number)
);

-- Another one with each change to a venue's guards. Without a row nobody has set any there: its kiosks keep their own lists.
create table guard_revision (
  venue text primary key,
  revision uuid not null
);
