-- Counts of a plan (?1), of a bin (?2), one (?3), or of a state (?4), newest first.
select v.id, v.task, v.bin, n.code, p.id as plan, p.number as plan_number, t.round, s.name as staff_name,
       d.label as device_label, v.device, v.epoch, v.began_at, v.at, v.to_at, v.wall_clock, i.sku as only_sku, v.state,
       x.name as decided_name, t.follows
from count_visit v
join bin n on n.id = v.bin
join device d on d.id = v.device
left join count_task t on t.id = v.task
left join count_plan p on p.id = t.plan
left join staff s on s.id = v.staff
left join staff x on x.id = v.decided_by
left join item i on i.id = v.only_item
where (?1 is null or p.id = ?1) and (?2 is null or v.bin = ?2) and (?3 is null or v.id = ?3)
  and (?4 = '' or v.state = ?4)
order by v.began_at desc, v.id desc
limit ?5
