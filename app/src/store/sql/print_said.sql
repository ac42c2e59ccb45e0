-- What came of sending a job; ?6: 1 where something may have reached the printer.
update print_job set state = ?2, said = ?3, answer = ?4, said_at = ?5, perhaps = case when ?6 = 1 then 1 else perhaps end
where id = ?1
