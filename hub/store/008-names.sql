-- Names of venues and gates were once taken in any spelling; since then in one (hub/name.ts, docs/wire.md), and what was
-- stored before was found under neither. Of a name that is spelt as it should be nothing is touched. The same chain under
-- two spellings of one venue stays as it is: a disk was copied, which somebody has to look at.
create function hub_name(said text) returns text language sql stable strict
  return case getdatabaseencoding()
    when 'UTF8' then trim(regexp_replace(normalize(said, NFKC), '\s+', ' ', 'g'))
    else said
  end;

create temporary table respelt on commit drop as
  select distinct venue as said, hub_name(venue) as name from kiosk where venue <> hub_name(venue)
  except
  select one.venue, hub_name(one.venue) from chain as one join chain as other using (chain)
  where one.venue <> other.venue and hub_name(one.venue) = hub_name(other.venue);

update chain set venue = name from respelt where venue = said;
update chain_hole set venue = name from respelt where venue = said;
update entry set venue = name from respelt where venue = said;
update alert set venue = name from respelt where venue = said;
update kiosk_report set venue = name from respelt where venue = said;
update kiosk set venue = name from respelt where venue = said;
update kiosk set gate = hub_name(gate) where gate <> hub_name(gate);
update enrolment_code set venue = hub_name(venue), gate = hub_name(gate)
  where venue <> hub_name(venue) or gate <> hub_name(gate);
update setting set venue = hub_name(venue), gate = hub_name(gate)
  where venue <> hub_name(venue) or gate <> hub_name(gate);

drop table respelt;
drop function hub_name(text);
