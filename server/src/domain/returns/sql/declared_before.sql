-- Lines that returns under a platform's number have, by the code under which they were bought.
select coalesce(o.code, i.sku) as code, l.declared
from return_line l join sales_return r on r.id = l.return_id join item i on i.id = l.item
left join order_line o on o.id = l.order_line
where r.platform_no = ?1 and r.state <> 'cancelled' order by code, l.declared
