-- An expected delivery.
insert into delivery (id, number, supplier, purchase, purchase_no, note_no, state, due, inspection, remark, created_at, created_by)
values (?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?8, ?9, ?10, ?11)
