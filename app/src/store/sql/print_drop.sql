-- Removes a print job.
delete from print_job where id = ?1
