-- A request as it is handed to accounting.
insert into payment_request (id, number, supplier, month, from_day, to_day, said, net, tax, issued_day, issued_at, issued_by)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
