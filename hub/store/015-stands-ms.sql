-- When what stands of a visitor was said, by their kiosk's clock: who waited at a gate was there until then. Null: nothing
-- stands, or a hub of the release before has kept it.
alter table overruled add column stands_ms bigint;
