-- The order goes on.
update orders set hold_reason = '', changed_at = ?2, state = case when state = 'held' then 'open' else state end
where id = ?1
