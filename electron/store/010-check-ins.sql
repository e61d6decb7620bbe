-- Who shows the receipt of a check-in by phone is a visitor of the hub's entry: counted there, and taken out of the counts here.
create index entry_by_check_in on entry (epoch_ms, verdict) where type = 'scan' and refers_to is not null;
