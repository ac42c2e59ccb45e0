-- The task that follows a visit, unless it was cancelled.
select id, plan, state from count_task where follows = ?1 and state <> 'cancelled'
order by created_at desc, id desc limit 1
