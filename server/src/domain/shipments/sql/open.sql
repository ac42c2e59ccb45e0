-- A shipment for a released order.
insert into shipment (id, number, order_id, wave, list, state, carrier, label, sscc, created_at)
values (?1, ?2, ?3, ?4, ?5, 'open', ?6, ?7, ?8, ?9)
