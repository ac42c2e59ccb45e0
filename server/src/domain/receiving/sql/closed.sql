-- The end of counting; the latest counts.
update delivery set closed_at = ?2, closed_fact = ?3, closed_by = ?4, closed_good = ?5, closed_bad = ?6
where id = ?1 and (closed_at is null or closed_at < ?2 or (closed_at = ?2 and coalesce(closed_fact, '') < ?3))
