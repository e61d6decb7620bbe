-- A kiosk that was decommissioned, by its own signed word (POST /v1/retire, docs/wire.md). It is revoked as well: an older hub
-- refuses it by that. One that was revoked before it said so stays revoked, and is not retired.
alter table kiosk add column retired_at timestamptz;
-- What it said of entries that the hub does not have: {"unsent", "left"}.
alter table kiosk add column retirement jsonb;
