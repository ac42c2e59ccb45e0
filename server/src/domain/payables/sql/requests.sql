-- The requests of a supplier that were issued for a month, the latest first.
select r.id, r.number, r.said, r.issued_day, r.issued_at, i.name as issued_by_name, r.voided_at, v.name as voided_by_name,
       r.void_reason
from payment_request r left join staff i on i.id = r.issued_by left join staff v on v.id = r.voided_by
where r.supplier = ?1 and r.month = ?2
order by r.issued_at desc, r.number desc
