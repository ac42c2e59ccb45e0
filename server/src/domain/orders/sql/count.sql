-- How many orders of a state (?1, empty: all) contain ?2 in number, recipient, a line's code or a parcel's number.
select count(*) as n
from orders o
where (?1 = '' or o.state = ?1
       or (?1 = 'held' and o.hold_reason <> '' and o.state not in ('cancelled', 'shipped')))
  and (?2 = '' or o.order_no like '%' || ?2 || '%' or o.recipient like '%' || ?2 || '%'
       or exists (select 1 from order_line l where l.order_id = o.id and l.code like '%' || ?2 || '%')
       or exists (select 1 from shipment s left join parcel_close c on c.shipment = s.id
                  where s.order_id = o.id and (s.number = ?2 or s.label = ?2 or c.label = ?2)))
