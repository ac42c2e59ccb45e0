-- What the books hold in a bin now, also of what sums to nothing.
select item, condition, lot, expiry, quantity from balance where place = ?1
