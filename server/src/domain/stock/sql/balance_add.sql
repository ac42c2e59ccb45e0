-- Adds to a balance and answers what it is now.
insert into balance (place, item, lot, expiry, condition, quantity) values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (place, item, lot, expiry, condition) do update set quantity = balance.quantity + excluded.quantity
returning quantity
