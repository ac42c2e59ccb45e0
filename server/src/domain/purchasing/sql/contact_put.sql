-- A note of what was agreed.
insert into supplier_contact (id, supplier, about, day, clock, quantity, person, note, at, by_staff)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
