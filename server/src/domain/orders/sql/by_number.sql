-- The order that a platform knows by this number.
select id, state, content_hash from orders where channel = ?1 and order_no = ?2
