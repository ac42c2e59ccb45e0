-- What is expected of one line of an order.
insert into delivery_line (id, delivery, seq, item, purchase_line, expected, accept_from, supplier_code)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
