-- A voucher.
insert into voucher (id, kind, supplier, number, day, form, net, tax, supplier_return, remark, created_at, created_by)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
