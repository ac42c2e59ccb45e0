-- A file.
insert into attachment (id, voucher, delivery, name, type, size, bytes, created_at, created_by)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
