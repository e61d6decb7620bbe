-- Only the demo provider of statuses uses it (hub/status/demo): a stand-in for a register that is elsewhere.
create table demo_status (
  -- HMAC-SHA-256 of an online code or a document number under a key that is in no database.
  person_key bytea primary key check (octet_length(person_key) = 32),
  -- As in a health code: names the person to nobody else.
  subject bytea not null check (octet_length(subject) = 8),
  masked_name text not null,
  colour text not null check (colour in ('green', 'yellow', 'red')),
  -- Of a nucleic-acid test; null: there is none.
  sampled_at timestamptz,
  is_negative boolean
);
