-- What the books hold in a place.
select item, lot, expiry, condition, quantity from balance where place = ?1 and quantity <> 0
