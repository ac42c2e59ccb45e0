-- Blind deliveries that turned out to be this one.
select d.id, d.number, d.device_number, a.at, s.name as by_name
from delivery_alias a join delivery d on d.id = a.blind left join staff s on s.id = a.by_staff
where a.whole = ?1 order by a.at, d.number
