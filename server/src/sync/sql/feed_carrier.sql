-- A carrier with the rule of its labels.
select id, code, name, label from carrier where id = ?1 and active = 1
