-- What came of sending a job.
update print_job set state = ?2, said = ?3, answer = ?4, said_at = ?5 where id = ?1
