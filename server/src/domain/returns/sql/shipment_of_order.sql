-- The shipment of an order from which goods come back: the one that left last, else the latest live one.
select id from shipment where order_id = ?1 and state <> 'cancelled'
order by case when handed_at is null then 1 else 0 end, handed_at desc, created_at desc, id desc limit 1
