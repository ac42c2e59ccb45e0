-- What an order came to, and what its standing invoices come to.
select o.total as ordered,
       (select cast(coalesce(sum(l.amount), 0) as bigint)
        from invoice i join invoice_line l on l.invoice = i.id
        where i.order_id = o.id and i.voided_at is null) as invoiced
from orders o where o.id = ?1
