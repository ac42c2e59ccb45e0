-- Parcels that left before ?1.
select id from shipment where off_bench = 0 and handed_at < ?1 order by id limit ?2
