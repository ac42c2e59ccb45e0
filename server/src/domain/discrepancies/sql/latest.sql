-- The latest question of a kind about a subject, closed or not.
select id, kind, subject, at, fact, staff, item, bin, task, quantity, detail, state, answer, note, closed_at
from discrepancy where kind = ?1 and subject = ?2 order by at desc, id desc limit 1
