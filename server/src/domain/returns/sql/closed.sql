-- The inspector is through; of two benches the later one.
update sales_return set state = 'done', closed_at = ?2, closed_by = ?3
where id = ?1 and (closed_at is null or closed_at < ?2)
