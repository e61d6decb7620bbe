-- The kiosk that enrolled anew with this one's key as its predecessor, and has its chains since. Of before: null.
alter table kiosk add column succeeded_by uuid references kiosk;
