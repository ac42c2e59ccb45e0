-- Returns with names and totals: one (?1) or all, newest first.
select t.id, t.number, t.state, t.supplier, s.name as supplier_name, s.tax_kind, s.tax_included, t.reason, t.remark,
       t.created_at, c.name as created_by_name, t.sent_at, p.name as sent_by_name, t.carrier, t.waybill,
       cast(coalesce(sum(l.quantity), 0) as bigint) as pieces, cast(coalesce(sum(l.off * l.unit_price), 0) as bigint) as prices
from supplier_return t
join supplier s on s.id = t.supplier
left join supplier_return_line l on l.supplier_return = t.id
left join staff c on c.id = t.created_by
left join staff p on p.id = t.sent_by
where ?1 is null or t.id = ?1
group by t.id, t.number, t.state, t.supplier, s.name, s.tax_kind, s.tax_included, t.reason, t.remark, t.created_at, c.name,
         t.sent_at, p.name, t.carrier, t.waybill
order by t.created_at desc, t.number desc limit ?2
