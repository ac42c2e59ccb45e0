-- Plans with their progress, newest first; one (?1) or all.
select p.id, p.number, p.name, p.state, p.basis, p.detail, p.kinds, p.created_at, s.name as staff_name,
       (select count(*) from count_task t where t.plan = p.id and t.state <> 'cancelled') as bins,
       (select count(*) from count_task t where t.plan = p.id and t.state = 'done') as done,
       (select count(*) from count_task t join count_visit v on v.task = t.id
        where t.plan = p.id and v.state = 'waiting') as waiting
from count_plan p left join staff s on s.id = p.created_by
where ?1 is null or p.id = ?1
order by p.created_at desc, p.number desc
limit ?2
