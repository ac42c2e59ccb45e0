-- A line of a delivery as handhelds know it.
select l.id, l.delivery, l.seq, l.item, l.expected, l.good, l.bad, l.accept_from, l.supplier_code
from delivery_line l join delivery d on d.id = l.delivery where l.id = ?1 and d.forgotten = 0
  and not exists (select 1 from delivery_alias a where a.blind = d.id)
