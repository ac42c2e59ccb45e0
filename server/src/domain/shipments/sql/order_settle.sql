-- How far a released order is: what its live shipments say, whichever fact arrived first.
update orders set changed_at = ?2, state = case
    when not exists (select 1 from shipment s where s.order_id = ?1 and s.state <> 'cancelled' and s.handed_at is null)
        then 'shipped'
    when not exists (select 1 from shipment s where s.order_id = ?1 and s.state <> 'cancelled' and s.parcel_label is null)
        then 'packed'
    else 'released' end
where id = ?1 and state in ('released', 'packed', 'shipped')
  and exists (select 1 from shipment s where s.order_id = ?1 and s.state <> 'cancelled')
