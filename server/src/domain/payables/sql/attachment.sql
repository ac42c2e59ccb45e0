-- A file with its bytes.
select a.id, a.name, a.type, a.size, a.created_at, s.name as created_by_name, a.bytes
from attachment a left join staff s on s.id = a.created_by where a.id = ?1
