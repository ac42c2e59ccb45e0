-- The order is off.
update orders set state = 'cancelled', hold_reason = ?2, changed_at = ?3 where id = ?1
