-- Who read a report, and when.
select s.name, x.at, x.answer from report_read x join staff s on s.id = x.staff where x.report = ?1 order by x.at
