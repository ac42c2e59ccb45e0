-- A line (?3) is followed up on a slip (?2): the same item, price and conditions.
insert into delivery_line (id, delivery, seq, item, purchase_line, expected, accept_from, supplier_code, follows, unit_price)
select ?1, ?2, l.seq, l.item, l.purchase_line, ?4, l.accept_from, l.supplier_code, l.id, l.unit_price
from delivery_line l where l.id = ?3
