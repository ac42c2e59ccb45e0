-- What was opened with of an item, lot and condition in a bin.
select cast(coalesce(sum(quantity), 0) as bigint) as n from movement
where item = ?1 and to_place = ?2 and lot = ?3 and expiry = ?4 and condition = ?5 and from_place = 'opening'
