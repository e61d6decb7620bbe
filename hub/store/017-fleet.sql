-- What IT does by the console's page of kiosks, and who has done it. Null: of before, or by the administrator's token.
alter table setting add column set_by uuid references account;

alter table kiosk
  add column revoked_by uuid references account,
  add column revoked_because text;

alter table enrolment_code
  -- By which it is told from others: the code itself is not kept.
  add column id uuid not null default gen_random_uuid() unique,
  add column made_at timestamptz,
  add column made_by uuid references account,
  -- It has expired since, also to a hub of the release before.
  add column withdrawn_at timestamptz;
create index enrolment_code_of_venue on enrolment_code (venue, expires_at);

-- Of ten thousand kiosks a page's worth is read at a time, in the order of their ids.
create index kiosk_of_venue_by_id on kiosk (venue, id);
drop index kiosk_of_venue;
