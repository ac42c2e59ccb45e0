-- The goods are back: the earliest sight of them counts, and a return that was asked is begun.
update sales_return set
    arrived_by = case when arrived_at is null or arrived_at > ?2 then ?3 else arrived_by end,
    arrived_raw = case when arrived_at is null or arrived_at > ?2 then ?4 else arrived_raw end,
    arrived_at = case when arrived_at is null or arrived_at > ?2 then ?2 else arrived_at end,
    state = case when state in ('open', 'cancelled') then 'started' else state end
where id = ?1
