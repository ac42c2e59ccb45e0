-- Who inspected pieces of a return.
select distinct staff from inspection where return_id = ?1 and undone = 0 and staff is not null order by staff
