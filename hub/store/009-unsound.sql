-- A chain that was restored and does not hold together.
alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check
  check (kind in ('gap', 'fork', 'reset', 'quarantine', 'hole', 'unsound'));
