-- What the standing requests of a supplier ask for each document.
select l.delivery, l.supplier_return, cast(sum(l.net) as bigint) as net, cast(sum(l.tax) as bigint) as tax
from payment_request_line l join payment_request r on r.id = l.request
where r.supplier = ?1 and r.voided_at is null
group by l.delivery, l.supplier_return
