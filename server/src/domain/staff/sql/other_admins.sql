-- Other administrators in service; where ?2 is 1 only those who can sign in to the office.
select count(*) as n from staff
where id <> ?1 and active = 1 and role = 'admin' and (?2 = 0 or (login is not null and password_hash is not null))
