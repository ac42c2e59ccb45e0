-- The invoice that has this number, voided or not.
select i.id, o.order_no from invoice i join orders o on o.id = i.order_id where i.number = ?1
