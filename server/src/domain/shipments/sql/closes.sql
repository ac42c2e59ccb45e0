-- With which numbers a shipment was closed: the one that a person chose, then in the order in which it happened.
select label, parcel, carton, weight_g, at, by_staff, chosen
from parcel_close where shipment = ?1
order by chosen desc, fact
