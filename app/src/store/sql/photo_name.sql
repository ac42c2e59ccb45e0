-- A fact names it.
update photo set named = 1 where hash = ?1
