-- A return that the office announces.
insert into sales_return (id, number, shipment, order_id, state, source, created_at, created_by, changed_at)
values (?1, ?2, ?3, ?4, 'open', 'customer', ?5, ?6, ?5)
