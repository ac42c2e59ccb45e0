-- Orders that may own a return (?1): by a search (?2), or without one those that left with what was found in it.
select o.id, o.order_no, o.channel, o.recipient,
       (select max(s.handed_at) from shipment s where s.order_id = o.id and s.state <> 'cancelled') as handed_at,
       (select group_concat(x.what, '、') from
           (select i.sku || ' × ' || cast(sum(p.quantity) as text) as what from order_part p join item i on i.id = p.item
            where p.order_id = o.id and p.item in (select n.item from inspection n where n.return_id = ?1 and n.undone = 0)
            group by i.sku order by i.sku) x) as holds,
       (select r.number from sales_return r where r.order_id = o.id and r.id <> ?1 and r.state = 'open' and r.decision = ''
            and not exists (select 1 from return_alias a where a.alias = r.id)
            order by r.created_at, r.id limit 1) as waits
from orders o
where o.state <> 'cancelled' and case when ?2 = '' then
        exists (select 1 from shipment s where s.order_id = o.id and s.handed_at is not null)
        and exists (select 1 from order_part p join inspection n on n.item = p.item
                    where p.order_id = o.id and n.return_id = ?1 and n.undone = 0)
    else o.order_no like '%' || ?2 || '%' or o.recipient like '%' || ?2 || '%' or o.phone like '%' || ?2 || '%'
        or exists (select 1 from order_line l where l.order_id = o.id and l.code = ?2)
        or exists (select 1 from shipment s left join parcel_close c on c.shipment = s.id
                   where s.order_id = o.id and (s.number = ?2 or s.label = ?2 or c.label = ?2)) end
order by handed_at desc, o.created_at desc, o.order_no limit ?3
