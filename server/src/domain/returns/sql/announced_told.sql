-- Where a return comes from; one that a bench opened is no longer unannounced, and one that was cancelled is expected again.
update sales_return set source = ?2, told_hash = ?3, cancelled_at = null where id = ?1
