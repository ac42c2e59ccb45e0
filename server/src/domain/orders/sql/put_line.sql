-- A line as the platform wrote it.
insert into order_line (id, order_id, seq, kind, code, name, option_name, quantity, unit_price)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
