-- The lines of an item (?2) in a delivery (?1), in the order of the paper.
select id, expected from delivery_line where delivery = ?1 and item = ?2 order by seq, id
