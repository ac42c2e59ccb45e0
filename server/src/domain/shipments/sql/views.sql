-- Live shipments of a release (?1) or all shipments of an order (?2).
select s.id, s.number, s.order_id, o.order_no, o.channel, o.recipient, l.number as list_number, s.state, s.carrier,
       c.name as carrier_name, s.label, s.parcel_label,
       (select count(distinct c.label) from parcel_close c where c.shipment = s.id) as numbers, s.printed, s.weight_g, p.name as packed_by_name, s.packed_at,
       s.handed_at, o.cod,
       cast(coalesce((select sum(k.quantity) from shipment_line k where k.shipment = s.id), 0) as bigint) as pieces,
       cast(coalesce((select sum(k.packed) from shipment_line k where k.shipment = s.id), 0) as bigint) as packed,
       cast(coalesce((select sum(k.short) from shipment_line k where k.shipment = s.id), 0) as bigint) as short
from shipment s
join orders o on o.id = s.order_id
join pick_list l on l.id = s.list
join carrier c on c.id = s.carrier
left join staff p on p.id = s.packed_by
where (?1 is not null and s.wave = ?1 and s.state <> 'cancelled') or (?2 is not null and s.order_id = ?2)
order by l.number, s.number
