-- What accounting has of a delivery: a voucher that counts, or a standing request.
select 'voucher' as kind, v.number from voucher_delivery c join voucher v on v.id = c.voucher
where c.delivery = ?1 and v.removed_at is null
union all
select 'request', r.number from payment_request_line l join payment_request r on r.id = l.request
where l.delivery = ?1 and r.voided_at is null
order by kind desc, number limit 1
