-- The server keeps this fact raw and has not applied it.
update fact set state = 'quarantined', acked_at = ?3 where epoch = ?1 and seq = ?2 and state in ('pending', 'acked')
