-- Invoices of a state (?1, empty: all) that contain ?2 in their number or the order's, newest first.
select i.id, i.number, i.order_id, o.order_no, o.channel, i.day, i.random_code, i.buyer_tax_id, i.buyer_name, i.donated,
       i.created_at, c.name as created_by_name, i.voided_at, v.name as voided_by_name, i.void_reason,
       n.amount, n.taken_off, o.total as ordered, n.invoiced
from invoice i
join orders o on o.id = i.order_id
join invoice_now n on n.invoice = i.id
left join staff c on c.id = i.created_by
left join staff v on v.id = i.voided_by
where (?1 = ''
       or (?1 = 'void' and i.voided_at is not null)
       or (?1 = 'standing' and i.voided_at is null and n.amount > n.taken_off)
       or (?1 = 'taken_off' and i.voided_at is null and n.amount <= n.taken_off)
       or (?1 = 'differs' and i.voided_at is null and o.total > 0 and n.invoiced <> o.total))
  and (?2 = '' or i.number like '%' || ?2 || '%' or o.order_no like '%' || ?2 || '%' or i.buyer_tax_id = ?2)
order by i.day desc, i.number desc limit ?3 offset ?4
