-- A bin as handhelds know it.
select id, code, zone, walk, used_for from bin where id = ?1 and active = 1
