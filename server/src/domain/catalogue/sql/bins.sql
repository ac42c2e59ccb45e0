-- Bins in walking order.
select id, code, zone, aisle, bay, level, x, y, walk, used_for from bin where active = 1 order by walk, code limit ?1
