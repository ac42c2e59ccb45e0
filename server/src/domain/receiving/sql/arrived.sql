-- 點箱; the latest counts.
update delivery set arrived_at = ?2, arrived_fact = ?3, arrived_by = ?4, cartons = ?5, damaged = ?6, driver = ?7,
    signature = ?8, note_no = case when ?9 = '' then note_no else ?9 end
where id = ?1 and (arrived_at is null or arrived_at < ?2 or (arrived_at = ?2 and coalesce(arrived_fact, '') < ?3))
