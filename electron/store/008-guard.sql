-- The number of the guard who decided (docs/journal.md); null where the kiosk has.
alter table entry add column guard text;
