-- A bin was filled or emptied.
update bin_walk set held = ?2 where id = ?1 and held <> ?2
