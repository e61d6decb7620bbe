-- One chain in two venues, or at two kiosks, is about each of them: what is told of the one silences nothing of the other.
alter table alert drop constraint alert_chain_kind_sequence_key;
alter table alert add constraint alert_once unique (venue, kiosk, chain, kind, sequence);

-- Whether another venue has a chain, asked once for each that begins.
create index chain_anywhere on chain (chain);
