-- What may this code mean?
select kind, id from code where code = ?1
