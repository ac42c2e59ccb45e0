-- What of the good pieces was held as over from ?1 on and before ?2 (below zero), or given free, with its line's price.
select m.item, case when m.to_place = 'regrade' then -m.quantity else m.quantity end as quantity,
       s.tax_kind, s.tax_included, case when l.unit_price > 0 then l.unit_price else coalesce(o.price, 0) end as price
from movement m
join delivery_line l on l.id = substr(m.source, 6)
join delivery d on d.id = l.delivery
left join supplier s on s.id = d.supplier
left join purchase_line o on o.id = l.purchase_line
where m.at >= ?1 and m.at < ?2 and m.source like 'over:%' and m.condition = 'good'
