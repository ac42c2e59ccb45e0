-- A file of a case.
insert into case_file (id, case_id, name, type, size, bytes, created_at, created_by) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
