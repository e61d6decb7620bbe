-- How far retention has dropped a chain's entries: up to and including this sequence they may be gone, beyond it all
-- of them are here. Written before a day is dropped.
alter table chain add column dropped_through bigint not null default -1 check (dropped_through >= -1);
