-- The day's plan for counts that no plan asked for.
select id from count_plan where basis = 'spot' and detail = ?1 and forgotten = 0
