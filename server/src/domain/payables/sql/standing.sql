-- The standing requests of a supplier, by month.
select number, month, from_day, to_day from payment_request where supplier = ?1 and voided_at is null order by month
