-- The returns of a shipment.
select id from sales_return where shipment = ?1 order by id
