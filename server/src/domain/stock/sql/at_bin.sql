-- What a bin holds of an item, by lot, earliest expiry first.
select lot, expiry, quantity from balance
where item = ?1 and place = ?2 and condition = 'good' and quantity <> 0
order by expiry, lot
