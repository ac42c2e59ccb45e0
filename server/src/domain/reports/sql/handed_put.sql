-- A report that is handed up.
insert into report_handed (id, number, kind, asked, sheet, instructed_by, reported_by, reported_at, note)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
