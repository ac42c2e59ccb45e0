-- What was counted of a delivery, by line, lot and condition.
select line, lot, expiry, condition, damage, quantity from receipt where delivery = ?1
order by line, expiry, lot, case condition when 'good' then 0 when 'hold' then 1 else 2 end, damage
