-- How far a return is, as its events say.
update sales_return set state = ?2, arrived_at = ?3, arrived_by = ?4, arrived_raw = ?5, closed_at = ?6, closed_by = ?7,
    off_bench = case when state = ?2 then off_bench else 0 end, changed_at = ?8
where id = ?1
