-- What a place holds of an item, lot and condition.
select quantity as n from balance
where place = ?1 and item = ?2 and lot = ?3 and expiry = ?4 and condition = ?5
