-- A scan of the signed paper.
insert into allowance_file (id, allowance, name, type, size, bytes, created_at, created_by)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
