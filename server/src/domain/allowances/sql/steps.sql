-- Where an allowance was when, and by whom.
select t.state, t.at, s.name as by_name, t.note
from allowance_step t left join staff s on s.id = t.by_staff
where t.allowance = ?1 order by t.seq
