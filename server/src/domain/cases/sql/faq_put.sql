-- A new common answer.
insert into faq (id, category, question, answer, from_case, created_at, created_by) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
