-- Who looked at a refund's bank data when, and when they were removed.
select l.at, l.what, s.name from refund_bank_log l left join staff s on s.id = l.by_staff
where l.refund = ?1 order by l.at desc
