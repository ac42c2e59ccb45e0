-- Orders of which a parcel's number is: ours, or the carrier's.
select distinct s.order_id as id from shipment s left join parcel_close c on c.shipment = s.id
where s.state <> 'cancelled' and (s.number = ?1 or s.label = ?1 or s.parcel_label = ?1 or c.label = ?1)
order by s.order_id limit 2
