-- A bin to be counted. Never how much is expected there.
select t.id, t.plan, t.seq, t.bin, t.round, t.state, t.not_by
from count_task t join count_plan p on p.id = t.plan
where t.id = ?1 and p.forgotten = 0
