-- The first line of an item in a delivery.
select id from delivery_line where delivery = ?1 and item = ?2 order by seq, id limit 1
