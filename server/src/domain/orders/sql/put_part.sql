-- What a line is to the warehouse.
insert into order_part (id, order_line, order_id, item, quantity) values (?1, ?2, ?3, ?4, ?5)
