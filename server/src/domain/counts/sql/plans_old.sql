-- Plans that are over since before ?1 and still on the handhelds.
select id from count_plan where forgotten = 0 and state in ('done', 'cancelled') and done_at < ?1 limit 20
