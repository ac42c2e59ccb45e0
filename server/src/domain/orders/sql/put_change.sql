-- A difference to what the platform said before.
insert into order_change (id, order_id, at, field, old, new, state) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
