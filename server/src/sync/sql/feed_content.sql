-- What a bin or the dock holds.
select item, lot, expiry, condition, quantity from balance
where place = ?1 and quantity <> 0 order by item, lot, expiry, condition
