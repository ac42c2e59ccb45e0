-- What was declared and what was found of a return, by item.
select i.id as item, i.sku, i.name,
       cast(coalesce((select sum(l.declared) from return_line l where l.return_id = ?1 and l.item = i.id), 0) as bigint) as declared,
       cast(coalesce((select sum(n.quantity) from inspection n
            where n.return_id = ?1 and n.item = i.id and n.undone = 0 and n.posted = 1), 0) as bigint) as found
from item i
where i.id in (select l.item from return_line l where l.return_id = ?1)
   or i.id in (select n.item from inspection n where n.return_id = ?1 and n.undone = 0)
   or i.id in (select m.item from return_missing m where m.return_id = ?1)
order by i.sku
