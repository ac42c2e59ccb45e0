-- A file with its bytes.
select f.id, f.name, f.type, f.size, f.created_at, s.name as created_by_name, f.bytes
from case_file f left join staff s on s.id = f.created_by where f.id = ?1
