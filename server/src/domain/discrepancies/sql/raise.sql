-- A new question.
insert into discrepancy (id, kind, subject, at, fact, device, staff, item, bin, task, quantity, detail)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
