-- What later files said otherwise of an order, oldest first.
select field, new, state from order_change where order_id = ?1 order by at, id
