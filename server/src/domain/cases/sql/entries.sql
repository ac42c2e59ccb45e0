-- What happened to a case, in its order.
select e.at, s.name as staff_name, e.what, e.body, h.name as holder_name, e.faq
from case_entry e
left join staff s on s.id = e.staff
left join staff h on h.id = e.holder
where e.case_id = ?1 order by e.seq
