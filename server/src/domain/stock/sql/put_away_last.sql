-- The bin into which pieces of an item, lot and condition left a place last.
select to_place as bin from movement
where item = ?2 and from_place = ?1 and to_place like 'bin:%' and lot = ?3 and expiry = ?4 and condition = ?5
order by id desc limit 1
