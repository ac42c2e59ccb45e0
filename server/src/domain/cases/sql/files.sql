-- The files of a case, without their bytes.
select f.id, f.name, f.type, f.size, f.created_at, s.name as created_by_name
from case_file f left join staff s on s.id = f.created_by where f.case_id = ?1 order by f.created_at, f.id
