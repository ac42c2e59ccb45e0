-- What release needs of an order.
select id, order_no, state, cut_off, placed_at, carrier from orders where id = ?1
