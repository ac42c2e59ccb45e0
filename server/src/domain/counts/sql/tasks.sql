-- The bins of a plan in order.
select t.id, t.seq, t.bin, n.code, n.zone, t.round, t.state, s.name as not_by
from count_task t join bin n on n.id = t.bin left join staff s on s.id = t.not_by
where t.plan = ?1
order by t.seq
