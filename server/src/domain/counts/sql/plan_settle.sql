-- A plan is what its tasks are; changes it only where it is something else.
with now as (
    select case
        when not exists (select 1 from count_task t where t.plan = ?1 and t.state <> 'cancelled') then 'cancelled'
        when not exists (select 1 from count_task t where t.plan = ?1 and t.state in ('open', 'started')) then 'done'
        when exists (select 1 from count_task t where t.plan = ?1 and t.state in ('started', 'done')) then 'started'
        else 'open' end as state
)
update count_plan set state = (select state from now),
    done_at = case when (select state from now) in ('done', 'cancelled') then ?2 else null end
where id = ?1 and state <> (select state from now)
