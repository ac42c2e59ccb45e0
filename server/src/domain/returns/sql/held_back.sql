-- Pieces of an item of a return that moved nothing, and of which nobody has said why.
select cast(coalesce(sum(quantity), 0) as bigint) as n from inspection
where return_id = ?1 and item = ?2 and undone = 0 and posted = 0 and verdict = ''
