-- The delivery by which each item of a return (?1) came last before the return was made, with its invoices.
select distinct d.number, v.number as invoice, v.day
from supplier_return_line x
join supplier_return t on t.id = x.supplier_return
join delivery d on d.id = (
    select e.id from delivery e join delivery_line l on l.delivery = e.id
    where e.supplier = t.supplier and l.item = x.item and l.good + l.bad > 0 and e.created_at <= t.created_at
    order by e.created_at desc, e.number desc limit 1
)
left join voucher_delivery c on c.delivery = d.id
left join voucher v on v.id = c.voucher and v.kind = 'invoice' and v.removed_at is null
where x.supplier_return = ?1
order by d.number, v.number
