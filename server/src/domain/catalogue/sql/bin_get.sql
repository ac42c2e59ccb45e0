-- One bin in use.
select id, code, zone, aisle, bay, level, x, y, walk, used_for from bin where id = ?1 and active = 1
