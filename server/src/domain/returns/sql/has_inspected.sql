-- Whether a person inspected pieces of a return.
select count(*) as n from inspection where return_id = ?1 and undone = 0 and (staff = ?2 or second = ?2)
