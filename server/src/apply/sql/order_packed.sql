-- Every parcel of the order is closed.
update orders set state = 'packed', changed_at = ?2
where id = ?1 and state = 'released'
  and not exists (select 1 from shipment s where s.order_id = ?1 and s.state not in ('done', 'cancelled'))
