-- Orders of a state (?1, empty: all) that contain ?2 in number, recipient, a line's code or a parcel's number, most urgent first.
select o.id, o.channel, o.order_no, o.state, o.recipient, c.name as carrier_name, o.logistics, o.cut_off, o.placed_at,
       o.cod, o.hold_reason, o.missing,
       (select count(*) from order_line l where l.order_id = o.id and l.kind = 'goods') as lines,
       cast(coalesce((select sum(p.quantity) from order_part p where p.order_id = o.id), 0) as bigint) as pieces
from orders o left join carrier c on c.id = o.carrier
where (?1 = '' or o.state = ?1
       or (?1 = 'held' and o.hold_reason <> '' and o.state not in ('cancelled', 'shipped')))
  and (?2 = '' or o.order_no like '%' || ?2 || '%' or o.recipient like '%' || ?2 || '%'
       or exists (select 1 from order_line l where l.order_id = o.id and l.code like '%' || ?2 || '%')
       or exists (select 1 from shipment s left join parcel_close c on c.shipment = s.id
                  where s.order_id = o.id and (s.number = ?2 or s.label = ?2 or c.label = ?2)))
order by coalesce(o.cut_off, 9223372036854775807), coalesce(o.placed_at, o.created_at), o.order_no
limit ?3 offset ?4
