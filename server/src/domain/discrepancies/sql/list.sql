-- Questions, open ones first, newest first.
select id, kind, subject, at, fact, staff, item, bin, task, quantity, detail, state, answer, note, closed_at
from discrepancy
where ?1 = 0 or state = 'open'
order by case state when 'open' then 0 else 1 end, at desc, id desc
limit ?2
