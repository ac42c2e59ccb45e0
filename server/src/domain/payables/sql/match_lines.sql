-- The lines of a delivery: ordered, good pieces that are ours to keep, invoiced.
select l.id, i.sku, i.name, l.expected, case when l.unit_price > 0 then l.unit_price else coalesce(o.price, 0) end as unit_price,
       l.good - coalesce((select sum(r.quantity) from receipt r where r.line = l.id and r.condition = 'hold'), 0) as payable,
       cast(coalesce((
           select sum(v.quantity) from voucher_line v join voucher h on h.id = v.voucher
           where v.delivery_line = l.id and h.kind = 'invoice' and h.removed_at is null
       ), 0) as bigint) as invoiced,
       cast(coalesce((
           select sum(v.quantity * v.unit_price) from voucher_line v join voucher h on h.id = v.voucher
           where v.delivery_line = l.id and h.kind = 'invoice' and h.removed_at is null
       ), 0) as bigint) as invoiced_amount
from delivery_line l join item i on i.id = l.item left join purchase_line o on o.id = l.purchase_line
where l.delivery = ?1
order by l.seq, l.id
