-- Questions about a return that wait for a person.
select id, kind, subject from discrepancy where task = ?1 and state = 'open' order by id
