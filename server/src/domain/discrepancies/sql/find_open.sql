-- The open question of a kind about a subject.
select id from discrepancy where kind = ?1 and subject = ?2 and state = 'open'
