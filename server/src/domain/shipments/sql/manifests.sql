-- Manifests, one (?1) or all, newest first; counts by the books.
select m.id, m.number, m.device_number, c.name as carrier_name, c.customer, m.state, m.driver, m.signature,
       p.name as by_name, m.opened_at, m.closed_at,
       (select count(*) from shipment s where s.manifest = m.id) as parcels,
       cast(coalesce((select sum(o.cod) from shipment s join orders o on o.id = s.order_id where s.manifest = m.id), 0)
            as bigint) as cod
from manifest m join carrier c on c.id = m.carrier left join staff p on p.id = m.by_staff
where ?1 is null or m.id = ?1
order by m.opened_at desc, m.number desc
limit ?2
