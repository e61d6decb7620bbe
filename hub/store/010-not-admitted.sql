-- Who was not admitted is one in some dozens: a page of those is looked for by itself.
create index entry_not_admitted on entry (venue, verdict, epoch_ms) where verdict <> 'admit';
