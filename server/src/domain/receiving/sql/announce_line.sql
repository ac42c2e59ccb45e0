-- A line of an expected delivery.
insert into delivery_line (id, delivery, seq, item, purchase_line, expected, accept_from, supplier_code, unit_price)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
