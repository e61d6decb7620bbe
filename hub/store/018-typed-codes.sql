-- By which a kiosk asks for the hub of a code that was typed at it. Null: of before, or made by a hub of the release before;
-- such a code enrols by its ticket alone.
alter table enrolment_code add column code_id bytea unique check (octet_length(code_id) = 32);
