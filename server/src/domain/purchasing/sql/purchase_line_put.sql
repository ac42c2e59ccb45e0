-- A line of a draft order.
insert into purchase_line (id, purchase, seq, item, supplier_code, quantity, unit, per_unit, price, due, remark)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
