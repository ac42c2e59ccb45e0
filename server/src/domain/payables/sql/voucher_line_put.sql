-- What a voucher says of a line.
insert into voucher_line (voucher, delivery, delivery_line, quantity, unit_price)
select ?1, l.delivery, l.id, ?4, ?5 from delivery_line l where l.id = ?3 and l.delivery = ?2
