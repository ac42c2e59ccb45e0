-- The lots of an item (?2) at a place (?1).
select distinct lot, expiry from balance where place = ?1 and item = ?2 and quantity <> 0 order by lot, expiry
