-- One question.
select id, kind, subject, at, fact, staff, item, bin, task, quantity, detail, state, answer, note, closed_at
from discrepancy where id = ?1
