-- Which way the visitor goes (docs/journal.md): `out`; null where they come in, or there is none.
alter table entry add column lane text;

-- Consoles look for what a guard has decided. There is little of it, as of what follows.
create index entry_by_guard on entry (guard, epoch_ms) where guard is not null;
-- And for what was said of an entry afterwards.
create index entry_by_reference on entry (refers_to) where refers_to is not null;
