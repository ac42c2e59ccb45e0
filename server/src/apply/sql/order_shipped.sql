-- Every parcel of the order is with the carrier.
update orders set state = 'shipped', changed_at = ?2
where id = ?1 and state in ('released', 'packed')
  and not exists (select 1 from shipment s where s.order_id = ?1 and s.state <> 'cancelled' and s.handed_at is null)
