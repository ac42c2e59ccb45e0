-- A line of an issued request.
insert into payment_request_line (request, seq, delivery, supplier_return, corrects, said, net, tax)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
