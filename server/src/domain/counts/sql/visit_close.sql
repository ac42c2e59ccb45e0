-- The bin was counted to the end.
update count_visit set task = ?2, bin = ?3, epoch = ?4, seq = ?5, staff = ?6, began_at = ?7, at = ?8, wall_clock = ?9,
       received_at = ?10, from_at = ?11, to_at = ?12, only_item = ?13, pieces = ?14
where id = ?1
