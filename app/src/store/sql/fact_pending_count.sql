-- How many facts has the server not acknowledged?
select count(*) as n from fact where epoch = ?1 and seq > ?2 and state = 'pending'
