-- The goods of an order as the platform wrote them.
select code, quantity from order_line where order_id = ?1 and kind = 'goods' order by seq
