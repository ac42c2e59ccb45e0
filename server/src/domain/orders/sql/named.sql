-- Orders of that number, or of that platform and number.
select id, channel from orders where order_no = ?1 or channel || ' ' || order_no = ?1 order by channel limit 20
