-- Orders of a number, of one channel or of any.
select id from orders where order_no = ?1 and (?2 = '' or channel = ?2) and state <> 'cancelled' order by id limit 2
