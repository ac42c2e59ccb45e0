-- What only a return's own page shows of it.
select r.reason_note, r.liable, r.note, r.matched, r.arrived_raw, r.decision_note, s.number as shipment_number, s.handed_at,
       o.recipient, a.name as arrived_by_name, c.name as closed_by_name, m.name as created_by_name, d.name as decided_by_name
from sales_return r
left join shipment s on s.id = r.shipment left join orders o on o.id = r.order_id
left join staff a on a.id = r.arrived_by left join staff c on c.id = r.closed_by
left join staff m on m.id = r.created_by left join staff d on d.id = r.decided_by
where r.id = ?1
