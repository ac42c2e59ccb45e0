-- A bin is gone.
delete from bin_walk where id = ?1
