-- What happened to a case.
insert into case_entry (id, case_id, at, staff, what, body, holder, faq) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
