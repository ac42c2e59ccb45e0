-- Where a refund was when, and by whom.
select t.state, t.at, s.name as by_name, t.note
from refund_step t left join staff s on s.id = t.by_staff
where t.refund = ?1 order by t.seq
