-- Pieces of a line by lot, condition and damage.
insert into receipt (delivery, line, item, lot, expiry, condition, damage, quantity)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
on conflict (line, lot, expiry, condition, damage) do update set quantity = receipt.quantity + excluded.quantity
