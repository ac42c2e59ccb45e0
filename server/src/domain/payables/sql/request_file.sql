-- A file of an issued request.
select r.number, f.bytes from payment_request_file f join payment_request r on r.id = f.request
where f.request = ?1 and f.kind = ?2
