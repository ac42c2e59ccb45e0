-- Shipments of an order that were not cancelled.
select id, number, list, state from shipment where order_id = ?1 and state <> 'cancelled'
