-- An invoice.
insert into invoice (id, number, order_id, day, random_code, buyer_tax_id, buyer_name, donated, origin, created_at, created_by)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
