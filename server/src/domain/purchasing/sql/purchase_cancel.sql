-- The end of an order, whole or of what has not come.
update purchase set state = ?2, cancelled_at = ?3, cancelled_by = ?4, cancel_reason = ?5 where id = ?1
