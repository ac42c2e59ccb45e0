-- An exchange took place.
update device set seen_at = ?2, pending = coalesce(?3, pending), clock_skew = coalesce(?4, clock_skew),
    cursor = case when coalesce(?5, 0) > cursor then ?5 else cursor end
where id = ?1
