-- What a kiosk has signed its heartbeats with, so that one which somebody recorded is not taken a second time: when the
-- newest challenge was made (epoch milliseconds), and the first eight bytes of each signature under it.
alter table kiosk_report
  add column challenge_ms bigint not null default 0,
  add column signatures bigint[] not null default '{}';
