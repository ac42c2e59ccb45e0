-- The standing allowances of a refund.
select w.id, w.number, w.invoice, i.number as invoice_no, i.day as invoice_day, i.order_id, o.order_no, o.channel, w.refund,
       r.number as refund_no, w.day, w.state, w.signed_how, w.remark, i.buyer_tax_id, i.buyer_name,
       (select cast(coalesce(sum(l.net), 0) as bigint) from allowance_line l where l.allowance = w.id) as net,
       (select cast(coalesce(sum(l.tax), 0) as bigint) from allowance_line l where l.allowance = w.id) as tax
from allowance w
join invoice i on i.id = w.invoice
join orders o on o.id = i.order_id
left join refund r on r.id = w.refund
where w.refund = ?1 and w.state <> 'void' order by w.number
