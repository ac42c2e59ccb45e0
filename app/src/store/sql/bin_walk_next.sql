-- The first bins on the walk that are used so, empty or not.
select id from bin_walk where used_for = ?1 and held = ?2 order by walk, code limit ?3
