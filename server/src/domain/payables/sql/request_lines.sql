-- The lines of an issued request.
select said from payment_request_line where request = ?1 order by seq
