-- Reports that were handed up, newest first, without their sheets; ?1 asks for one.
select h.id, h.number, h.kind, h.asked, h.instructed_by, i.name as instructed_name, r.name as reported_name,
       h.reported_at, h.note,
       (select count(*) from report_read x where x.report = h.id) as readers,
       (select x.at from report_read x where x.report = h.id and x.staff = h.instructed_by) as read_at
from report_handed h
join staff i on i.id = h.instructed_by
join staff r on r.id = h.reported_by
where ?1 is null or h.id = ?1
order by h.reported_at desc, h.number desc
limit ?2
