-- Somebody began a list. A list that is over stays over.
update pick_list set tote = ?2, picker = ?3, device = ?4,
    state = case when state = 'open' then 'started' else state end
where id = ?1
