-- What a return (?1) declared by item; where it declared nothing, what was found of it.
select k.item, i.sku, cast(sum(k.quantity) as bigint) as quantity
from (
    select item, declared as quantity from return_line where return_id = ?1
    union all
    select item, quantity from inspection
    where return_id = ?1 and undone = 0 and posted = 1 and disposition <> 'customer'
      and not exists (select 1 from return_line l where l.return_id = ?1)
) k join item i on i.id = k.item
group by k.item, i.sku order by i.sku
