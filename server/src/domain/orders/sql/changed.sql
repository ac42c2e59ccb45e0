-- The order is as the platform says now.
update orders set content_hash = ?2, changed_at = ?3, carrier = coalesce(?4, carrier), state = ?5 where id = ?1
