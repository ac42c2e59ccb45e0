-- The order waits for a person; one that is not released yet cannot be released meanwhile.
update orders set hold_reason = ?2, changed_at = ?3, state = case when state = 'open' then 'held' else state end
where id = ?1
