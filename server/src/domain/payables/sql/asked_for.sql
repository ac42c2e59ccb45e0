-- Documents that standing requests of a supplier which ended since ?2 ask for themselves, as they were shown.
select l.delivery, l.supplier_return, l.said
from payment_request_line l join payment_request r on r.id = l.request
where r.supplier = ?1 and r.voided_at is null and r.to_day >= ?2
order by r.month, l.seq
