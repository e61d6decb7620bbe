-- Companies that come back to work under a venue's white list (docs/hub.md#companies). One that applies is known by its credit
-- code and by whom it has us speak to; of the people it names there are pseudonyms and masked names, and no number of a document.
-- With Citus all three are distributed by venue.
create table company (
  -- 8 random bytes in hex: what its passes name, and what they are all taken back by.
  id text primary key check (id ~ '^[0-9a-f]{16}$'),
  venue text not null,
  name text not null,
  -- GB 32100-2015, its check character looked at before.
  credit_code text not null check (length(credit_code) = 18),
  contact text not null,
  headcount int not null check (headcount > 0),
  -- SHA-256 of what its people come back with.
  token_hash bytea not null unique,
  status text not null check (status in ('applied', 'approved', 'suspended', 'refused')),
  -- Of the white list, and from when until when; null: nobody has let it in.
  level smallint check (level between 1 and 3),
  valid_from timestamptz,
  valid_until timestamptz,
  applied_at timestamptz not null,
  -- Login of who has last decided, when, and what was said of it.
  decided_by text,
  decided_at timestamptz,
  because text,
  -- When it was last suspended; null: it never was.
  suspended_at timestamptz,
  check ((level is null) = (valid_from is null) and (level is null) = (valid_until is null)),
  check (valid_from < valid_until),
  check (level is not null or status in ('applied', 'refused'))
);
-- Whoever applies in another's name keeps nobody from being let in.
create unique index company_listed on company (venue, credit_code) where status in ('approved', 'suspended');
create index company_by_time on company (venue, status, applied_at, id);

-- Whom or what a company has passes for: a person, or a vehicle with its driver.
create table company_holder (
  id text primary key check (id ~ '^[0-9a-f]{16}$'),
  venue text not null,
  company text not null references company,
  -- The file in which it stood: a new one takes its place as a whole.
  sheet text not null check (sheet in ('staff', 'vehicles')),
  type text not null,
  -- 8 bytes in hex that name the person (of a vehicle, the driver) to this venue's hub alone.
  subject text not null check (subject ~ '^[0-9a-f]{16}$'),
  masked_name text not null,
  plate text,
  -- What else its passes say (hub/companies/holder.ts).
  terms jsonb not null,
  added_at timestamptz not null,
  -- When the last of its passes ends; null: it has none.
  pass_until timestamptz,
  withdrawn_at timestamptz,
  withdrawn_because text,
  check ((withdrawn_at is null) = (withdrawn_because is null))
);
create index company_holder_of on company_holder (company, sheet, id) where withdrawn_at is null;
create index company_holder_person on company_holder (company, subject);
create index company_holder_counted on company_holder (venue, company, sheet, type, pass_until) where withdrawn_at is null;

-- Passes that were signed. What they say stands with their holder; the signature is made anew whenever it is asked for.
create table company_pass (
  -- 8 random bytes in hex, the pass's own id.
  id text primary key check (id ~ '^[0-9a-f]{16}$'),
  venue text not null,
  company text not null references company,
  holder text not null references company_holder,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_because text,
  check ((revoked_at is null) = (revoked_because is null)),
  check (issued_at < expires_at)
);
create index company_pass_of on company_pass (holder, issued_at desc);
create index company_pass_ends on company_pass (company, expires_at);
create index company_pass_revoked on company_pass (expires_at) where revoked_at is not null;
