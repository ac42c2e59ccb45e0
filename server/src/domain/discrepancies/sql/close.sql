-- The answer to a question.
update discrepancy set state = 'closed', answer = ?2, note = ?3, closed_at = ?4, closed_by = ?5
where id = ?1 and state = 'open'
