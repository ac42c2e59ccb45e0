-- The number a shipment is to carry, with its carrier's rule.
select s.state, s.carrier, s.label, s.parcel_label, c.label as rule
from shipment s join carrier c on c.id = s.carrier where s.id = ?1
