-- What is posted for a visit.
select item, condition, lot, expiry, posted, regraded from count_line where visit = ?1
