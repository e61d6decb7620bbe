-- Names of venues and gates were once taken in any spelling; since then in one (hub/name.ts, docs/wire.md), and what was
-- stored before was found under neither. Of a name that is spelt as it should be nothing is touched, nor of one that would
-- be no name in that spelling: too long, with a mark that none may have, or beginning with a combining one. The marks are
-- all that NFKC (Unicode 15) makes of letters, digits and combining marks.
create function hub_name(said text) returns text language plpgsql stable strict as $$
declare
  name text;
begin
  if getdatabaseencoding() <> 'UTF8' then
    return said;
  end if;
  name := trim(regexp_replace(normalize(said, NFKC), '\s+', ' ', 'g'));
  if name = '' or char_length(name) > 64 or name ~ format('[(),%s%s]', chr(183), chr(8260))
    or ascii(name) = any (array[837, 3661, 3789, 12441, 12442]) or ascii(name) between 1611 and 1618
  then
    return said;
  end if;
  return name;
end $$;

-- The same chain under two spellings of one venue stays as it is: a disk was copied, which somebody has to look at. And so
-- does all that is of the venue in the wrong spelling: under the right one it would be the other's.
create temporary table apart on commit drop as
  select distinct one.venue as said from chain as one join chain as other using (chain)
  where one.venue <> other.venue and hub_name(one.venue) = hub_name(other.venue) and one.venue <> hub_name(one.venue);

create temporary table respelt on commit drop as
  select distinct venue as said, hub_name(venue) as name from kiosk
  where venue <> hub_name(venue) and venue not in (select said from apart);

update chain set venue = name from respelt where venue = said;
update chain_hole set venue = name from respelt where venue = said;
update entry set venue = name from respelt where venue = said;
update alert set venue = name from respelt where venue = said;
update kiosk_report set venue = name from respelt where venue = said;
update kiosk set venue = name from respelt where venue = said;
update kiosk set gate = hub_name(gate)
  where gate <> hub_name(gate) and venue not in (select said from apart);
update enrolment_code set venue = hub_name(venue), gate = hub_name(gate)
  where (venue <> hub_name(venue) or gate <> hub_name(gate)) and venue not in (select said from apart);
update setting set venue = hub_name(venue), gate = hub_name(gate)
  where (venue <> hub_name(venue) or gate <> hub_name(gate)) and venue not in (select said from apart);

drop table respelt;
drop table apart;
drop function hub_name(text);
