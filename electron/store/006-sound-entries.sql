-- The checks of the table `entry`, with its lists spelt out: for `in (…)` of three words or more SQLite builds a little
-- table at each insert, which took longer than all triggers together. The kiosk's own connection leaves the table's checks
-- out for this one; they stay for whoever else writes, and for the integrity check. That no sequence is below 0 follows from
-- `entry_follows_the_last`.
create trigger entry_is_sound before insert on entry
  when not (
    length(new.id) = 36
    and length(new.previous_hash) = 32
    and length(new.hash) = 32
    and (
      new.type = 'scan' or new.type = 'manual' or new.type = 'overrule' or new.type = 'abnormal' or new.type = 'gate'
      or new.type = 'break' or new.type = 'anchor'
    )
    and (new.is_clock_confirmed = 0 or new.is_clock_confirmed = 1)
    and (new.verdict = 'admit' or new.verdict = 'refer' or new.verdict = 'refuse')
    and json_valid(new.reasons) and json_type(new.reasons) = 'array'
    and (new.colour = 'green' or new.colour = 'yellow' or new.colour = 'red')
    and length(new.person_key) = 32
    and (new.person_key is null) = (new.person_key_id is null)
  )
  begin select raise(abort, 'an entry is what the table says'); end;
