-- What a bench knew of a return: kept where the office has said nothing else.
update sales_return set shipment = coalesce(shipment, ?2), order_id = coalesce(order_id, ?3),
    device_number = case when device_number = '' then ?4 else device_number end, changed_at = ?5
where id = ?1
