-- A return of an order, as a refund is proposed from it.
select number, source, reason, reason_note, liable from sales_return where id = ?1 and order_id = ?2
