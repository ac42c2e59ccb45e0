-- Out of quarantine: the server's rows contain it.
update fact set state = 'acked' where epoch = ?1 and seq = ?2 and state = 'quarantined'
