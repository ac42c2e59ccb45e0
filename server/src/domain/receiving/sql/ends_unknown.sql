-- Nothing is known of when a delivery came and was closed.
update delivery set arrived_at = null, arrived_fact = null, arrived_by = null, cartons = null, damaged = 0, driver = '',
    signature = '', closed_at = null, closed_fact = null, closed_by = null, closed_good = 0, closed_bad = 0
where id = ?1
