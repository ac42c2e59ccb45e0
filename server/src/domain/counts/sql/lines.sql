-- What was counted beside what the books held: of one visit (?1), or of all visits of a plan (?2).
select l.visit, l.item, i.sku, i.name, l.lot, l.expiry, l.condition, l.counted, l.book, l.unclear, l.aside, l.posted
from count_line l join item i on i.id = l.item
where l.visit = ?1
   or l.visit in (select v.id from count_visit v join count_task t on t.id = v.task where t.plan = ?2)
order by i.sku, l.expiry, l.lot, l.condition
