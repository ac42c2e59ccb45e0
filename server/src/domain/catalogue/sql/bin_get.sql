-- One bin in use.
select id, code, zone, aisle, bay, level, x, y, walk from bin where id = ?1 and active = 1
