-- Pieces of a delivery by the bin they were put into.
insert into stowed (delivery, item, lot, expiry, condition, bin, quantity) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
on conflict (delivery, item, lot, expiry, condition, bin) do update set quantity = stowed.quantity + excluded.quantity
