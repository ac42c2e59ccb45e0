-- A person's word about pieces that moved nothing.
update inspection set verdict = ?3 where return_id = ?1 and item = ?2 and undone = 0 and posted = 0 and verdict = ''
