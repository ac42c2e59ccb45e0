-- The first standing request that asks for a delivery (?1) or a return (?2).
select r.number from payment_request_line l join payment_request r on r.id = l.request
where r.voided_at is null and (l.delivery = ?1 or l.supplier_return = ?2)
order by r.month limit 1
