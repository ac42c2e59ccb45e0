-- The lines of a delivery with names, and the open question about what is over.
select l.id, l.seq, l.item, i.sku, i.name, i.kind, l.supplier_code, l.expected, l.good, l.bad, l.accepted, l.refused,
       l.accept_from, l.unit_price, d.blind, q.id as question, q.quantity as asked,
       (select min(b.code) from barcode b where b.item = l.item and b.unit = 'piece') as barcode
from delivery_line l
join delivery d on d.id = l.delivery
join item i on i.id = l.item
left join discrepancy q on q.kind = 'over_delivered' and q.subject = l.id and q.state = 'open'
where l.delivery = ?1
order by l.seq, l.id
