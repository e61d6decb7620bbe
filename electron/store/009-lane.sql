-- Which way the visitor goes (docs/journal.md): `out`; null where they come in, or there is none.
alter table entry add column lane text;

-- Consoles look for what a guard has decided. There is little of it.
create index entry_by_guard on entry (guard, epoch_ms) where guard is not null;
