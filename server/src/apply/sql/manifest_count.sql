-- A closed manifest: what the device counted and what the books have on that pile.
select m.parcels, m.device_number, (select count(*) from shipment s where s.manifest = m.id) as booked
from manifest m where m.id = ?1 and m.state = 'closed'
