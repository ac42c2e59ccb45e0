-- What was counted of an item (?2) in a delivery (?1), on all its lines.
select line, lot, expiry, damage, quantity from receipt
where delivery = ?1 and item = ?2 and condition in ('good', 'defect')
order by line, expiry, lot, damage
