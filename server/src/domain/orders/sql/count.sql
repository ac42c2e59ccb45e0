-- How many orders of a state (?1, empty: all) contain ?2 in number, recipient or a line's code.
select count(*) as n
from orders o
where (?1 = '' or o.state = ?1
       or (?1 = 'held' and o.hold_reason <> '' and o.state not in ('cancelled', 'shipped')))
  and (?2 = '' or o.order_no like '%' || ?2 || '%' or o.recipient like '%' || ?2 || '%'
       or exists (select 1 from order_line l where l.order_id = o.id and l.code like '%' || ?2 || '%'))
