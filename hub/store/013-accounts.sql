-- Who works with the console, and what they have done (docs/adr/0014-accounts-and-traces.md). What must not be changed is
-- kept so by the database itself, whoever asks it; its owner could take the triggers away.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only added to', tg_table_name using errcode = 'restrict_violation';
end $$;

create table account (
  id uuid primary key,
  login text not null unique,
  name text not null,
  role text not null check (role in ('guard', 'supervisor', 'manager', 'it', 'auditor')),
  -- Whose entries are shown; null: over all venues of the hub, whose entries are not shown.
  venue text,
  -- Argon2id in the PHC string format.
  password text not null,
  -- Somebody else has set it.
  must_change_password boolean not null,
  -- Of one-time codes (RFC 6238), sealed (hub/console/one-time-codes.ts); null: none are wanted.
  codes_secret bytea,
  -- The same, until a code of it has shown that somebody has it.
  codes_begun bytea,
  -- The last step of which a code was taken: each is taken once.
  codes_step bigint not null default 0,
  is_active boolean not null,
  created_at timestamptz not null,
  last_signed_in_at timestamptz,
  check (venue is not null or role = 'it')
);
create index account_of_venue on account (venue, login);

-- Who has made an account what it is.
create table account_grant (
  id bigint generated always as identity primary key,
  account uuid not null references account,
  -- null: whoever had the hub's one-time token.
  granted_by uuid references account,
  did text not null check (did in ('created', 'role', 'activated', 'reset')),
  granted_at timestamptz not null
);
create index account_grant_of_account on account_grant (account);
create trigger account_grant_is_final before update or delete on account_grant
  for each row execute function refuse_change();
create trigger account_grant_is_kept before truncate on account_grant
  for each statement execute function refuse_change();

-- The one-time token of a hub without accounts.
create table first_token (
  is_only boolean primary key default true check (is_only),
  token_hash bytea not null check (octet_length(token_hash) = 32),
  made_at timestamptz not null
);

create table console_session (
  -- SHA-256 of what the cookie holds: 256 random bits.
  cookie_hash bytea primary key check (octet_length(cookie_hash) = 32),
  account uuid not null references account,
  -- Sent with whatever is asked, and in no cookie.
  token text not null,
  began_at timestamptz not null,
  used_at timestamptz not null
);
create index console_session_of_account on console_session (account);

-- Wrong passwords and codes in a row, by an HMAC of the login: what is typed there may be anything.
create table login_try (
  login_hash bytea primary key check (octet_length(login_hash) = 32),
  wrong int not null,
  tried_at timestamptz not null
);
create index login_try_by_time on login_try (tried_at);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  -- Whose auditors see it; null: of the hub itself, which all of them see.
  venue text,
  -- null: somebody who was not let in.
  account uuid references account,
  login text,
  role text,
  did text not null,
  -- Times, a case number, how many; never a person.
  about jsonb not null
);
create index audit_of_account on audit (account, did, id);
create index audit_of_login on audit (login, id);
create trigger audit_is_final before update or delete on audit
  for each row execute function refuse_change();
create trigger audit_is_kept before truncate on audit
  for each statement execute function refuse_change();

create table trace_request (
  id uuid primary key,
  venue text not null,
  requested_by uuid not null references account,
  requested_at timestamptz not null,
  case_number text not null,
  purpose text not null,
  -- As it was asked for, without a number and without a key.
  scope jsonb not null,
  -- Of somebody with whom others were; forgotten when the trace is over.
  person_key bytea check (octet_length(person_key) = 32),
  decided_by uuid references account,
  decided_at timestamptz,
  is_approved boolean,
  withdrawn_at timestamptz
);
create index trace_request_of_venue on trace_request (venue, requested_at);
create index trace_request_with_key on trace_request (requested_at) where person_key is not null;

-- What was approved is what was requested, and a decision is one.
create or replace function trace_is_as_requested() returns trigger language plpgsql as $$
begin
  if (new.id, new.venue, new.requested_by, new.requested_at, new.case_number, new.purpose, new.scope)
      is distinct from
      (old.id, old.venue, old.requested_by, old.requested_at, old.case_number, old.purpose, old.scope)
    or (old.decided_at is not null and (new.decided_by, new.decided_at, new.is_approved)
      is distinct from (old.decided_by, old.decided_at, old.is_approved))
    or (old.withdrawn_at is not null and new.withdrawn_at is distinct from old.withdrawn_at)
    or (new.person_key is not null and new.person_key is distinct from old.person_key)
  then
    raise exception 'a trace is as it was requested and decided' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger trace_is_as_requested before update on trace_request
  for each row execute function trace_is_as_requested();
create trigger trace_is_final before delete on trace_request
  for each row execute function refuse_change();
create trigger trace_is_kept before truncate on trace_request
  for each statement execute function refuse_change();
