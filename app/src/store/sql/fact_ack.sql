-- The server has everything up to here.
update fact set state = 'acked', acked_at = ?3 where epoch = ?1 and seq <= ?2 and state = 'pending'
