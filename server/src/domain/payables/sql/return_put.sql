-- A return to a supplier.
insert into supplier_return (id, number, supplier, state, reason, remark, created_at, created_by)
values (?1, ?2, ?3, 'open', ?4, ?5, ?6, ?7)
