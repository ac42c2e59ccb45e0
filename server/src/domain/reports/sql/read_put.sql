-- Somebody read a report. The first time stays; what they answer may be added to it.
insert into report_read (report, staff, at, answer) values (?1, ?2, ?3, ?4)
on conflict (report, staff) do update set answer = case when excluded.answer = '' then report_read.answer else excluded.answer end
