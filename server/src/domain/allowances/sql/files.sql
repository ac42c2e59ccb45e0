-- The scans of an allowance.
select f.id, f.name, f.type, f.size, f.created_at, s.name as created_by_name
from allowance_file f left join staff s on s.id = f.created_by
where f.allowance = ?1 order by f.created_at, f.id
