-- An import that was made.
insert into import_run (id, subject, file_name, sha256, mapping, at, by_staff, rows_in, created, changed, same, skipped,
                        refused, bad_rows)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
