-- A movement that happened at ?1 and was posted only now: every later mark takes it in.
insert into stock_mark_balance (mark, item, place, lot, expiry, condition, quantity)
select m.at, ?2, ?3, ?4, ?5, ?6, ?7 from stock_mark m where m.at > ?1
on conflict (mark, item, place, lot, expiry, condition) do update set quantity = stock_mark_balance.quantity + excluded.quantity
