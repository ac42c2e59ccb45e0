-- The lines of an order and how far each has come.
select l.id, l.seq, l.item, i.sku, i.name, l.supplier_code, l.quantity, l.unit, l.per_unit, l.price, l.due, l.remark,
       l.taken_back, w.delivered, w.announced, w.open
from purchase_line l
join item i on i.id = l.item
join purchase_line_now w on w.line = l.id
where l.purchase = ?1
order by l.seq
