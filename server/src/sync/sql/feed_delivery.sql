-- A delivery as handhelds know it, while there is work in it.
select d.id, d.number, d.supplier, d.purchase_no, d.note_no, d.state, d.due, d.inspection, d.arrived_at, d.cartons,
       d.damaged, d.device_number, d.blind, a.whole,
       (select cast(coalesce(sum(l.expected), 0) as bigint) from delivery_line l where l.delivery = d.id) as pieces
from delivery d left join delivery_alias a on a.blind = d.id
where d.id = ?1 and d.forgotten = 0
