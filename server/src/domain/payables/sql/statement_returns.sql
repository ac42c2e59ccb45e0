-- Returns that left to a supplier in a period, or one of them (?4), with what had been payable of them.
select t.id, t.number, t.sent_day, cast(coalesce(sum(l.off * l.unit_price), 0) as bigint) as prices,
       cast(coalesce(sum(case when l.off > 0 and l.unit_price = 0 then 1 else 0 end), 0) as bigint) as unpriced
from supplier_return t left join supplier_return_line l on l.supplier_return = t.id
where t.supplier = ?1 and t.state = 'done' and t.sent_day between ?2 and ?3
  and (?4 is null or t.id = ?4)
group by t.id, t.number, t.sent_day
order by t.sent_day, t.number
