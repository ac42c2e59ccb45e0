-- What was agreed with a supplier, newest first.
select c.about, c.day, c.clock, c.quantity, c.person, c.note, c.at, s.name as by_name
from supplier_contact c left join staff s on s.id = c.by_staff
where c.supplier = ?1
order by c.at desc, c.id desc
limit ?2
