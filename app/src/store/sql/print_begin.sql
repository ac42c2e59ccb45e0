-- Sending of a job begins, to this printer: from now on it may be on paper. A try that was begun and never reported on
-- may be, too.
update print_job set perhaps = case when state = 'waiting' and tries > 0 then 1 else perhaps end,
    state = 'waiting', tries = tries + 1, printer = ?2, said = '', answer = '', said_at = ?3
where id = ?1
