-- Back from the floor; one whose changes wait for a person stays held.
update orders set changed_at = ?2, state = case when hold_reason <> '' then 'held' else 'open' end
where id = ?1 and state = 'released'
