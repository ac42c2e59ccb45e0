-- The order is on the floor.
update orders set state = 'released', missing = '', changed_at = ?2 where id = ?1
