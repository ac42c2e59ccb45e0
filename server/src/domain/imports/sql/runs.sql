-- Imports, newest first.
select r.id, r.subject, r.file_name, r.mapping, r.at, p.name as by_name, r.rows_in, r.created, r.changed, r.same,
       r.skipped, r.refused
from import_run r left join staff p on p.id = r.by_staff
order by r.at desc limit ?1
