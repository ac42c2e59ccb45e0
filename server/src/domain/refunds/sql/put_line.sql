-- What goes back for one item of one line of the order.
insert into refund_line (refund, seq, order_part, item, quantity, gross, discount, points, money)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
