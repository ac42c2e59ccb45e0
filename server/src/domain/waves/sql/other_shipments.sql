-- Other live shipments of a list.
select count(*) as n from shipment where list = ?1 and id <> ?2 and state <> 'cancelled'
