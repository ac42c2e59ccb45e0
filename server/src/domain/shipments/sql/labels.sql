-- The numbers with which a shipment was closed, the first first.
select label, min(fact) as first from parcel_close where shipment = ?1 group by label order by first
