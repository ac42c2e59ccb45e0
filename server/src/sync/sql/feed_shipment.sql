-- A shipment with what the packer needs of its order. The name is masked before it leaves the server.
select s.id, s.number, o.order_no, o.channel, o.recipient, s.state, s.list, s.carrier, s.label, o.cod,
       o.temperature, o.seller_note, s.parcel, s.parcel_label, s.manifest
from shipment s join orders o on o.id = s.order_id join pick_list l on l.id = s.list
where s.id = ?1 and l.forgotten = 0
