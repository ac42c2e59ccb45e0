-- A plan as handhelds see it, until it is over for days.
select id, number, name, state, kinds from count_plan where id = ?1 and forgotten = 0
