-- One invoice.
select i.id, i.number, i.order_id, o.order_no, o.channel, i.day, i.random_code, i.buyer_tax_id, i.buyer_name, i.donated,
       i.created_at, c.name as created_by_name, i.voided_at, v.name as voided_by_name, i.void_reason,
       n.amount, n.taken_off, o.total as ordered, n.invoiced
from invoice i
join orders o on o.id = i.order_id
join invoice_now n on n.invoice = i.id
left join staff c on c.id = i.created_by
left join staff v on v.id = i.voided_by
where i.id = ?1
