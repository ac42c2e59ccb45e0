-- What a place holds of an item and lot, by condition.
select condition, quantity from balance
where place = ?1 and item = ?2 and lot = ?3 and expiry = ?4 and quantity <> 0
