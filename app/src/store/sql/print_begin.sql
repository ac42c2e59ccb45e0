-- Sending of a job begins, to this printer: from now on it may be on paper.
update print_job set state = 'waiting', tries = tries + 1, printer = ?2, said = '', answer = '', said_at = ?3 where id = ?1
