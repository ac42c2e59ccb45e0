-- Pieces at a place.
select cast(coalesce(sum(quantity), 0) as bigint) as n from balance where place = ?1 and quantity > 0
