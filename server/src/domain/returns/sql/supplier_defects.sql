-- Pieces that benches judged to be the supplier's, by item, and that are in no return to a supplier yet as far as the
-- numbers say; with the item's main supplier, else the one of its last delivery.
select d.item, d.quantity, s.id as supplier, s.name as supplier_name
from (select i.item, cast(sum(i.quantity) as bigint) as quantity from inspection i
      where i.disposition = 'supplier' and i.posted = 1 and i.undone = 0 group by i.item) d
left join supplier s on s.id = coalesce(
    (select x.supplier from supplier_item x where x.item = d.item and x.main = 1 limit 1),
    (select v.supplier from delivery_line l join delivery v on v.id = l.delivery
     where l.item = d.item and v.supplier is not null order by v.created_at desc, v.number desc limit 1))
order by d.item
