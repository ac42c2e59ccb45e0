-- A sealed parcel was taken back from the fast lane: it is on the bench again.
update sales_return set state = 'started', closed_at = null, closed_by = null where id = ?1
