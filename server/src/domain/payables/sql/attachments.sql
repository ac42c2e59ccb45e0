-- Files of a voucher (?1) or of a delivery (?2), without their bytes.
select a.id, a.name, a.type, a.size, a.created_at, s.name as created_by_name
from attachment a left join staff s on s.id = a.created_by
where a.voucher = ?1 or a.delivery in (select part from delivery_part where delivery = ?2) order by a.created_at, a.id
