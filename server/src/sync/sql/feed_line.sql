-- A line of a pick list.
select p.id, p.list, p.seq, p.item, p.bin, p.lot, p.expiry, p.quantity, p.picked, p.short
from pick_line p join pick_list l on l.id = p.list
where p.id = ?1 and l.forgotten = 0
