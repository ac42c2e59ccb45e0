-- Announced deliveries that are not over, as what a blind one (?1) may be: of its supplier first, then with the most of
-- its items.
select d.id, d.number, d.purchase_no, d.due, p.name as supplier_name,
       case when b.supplier = d.supplier then 1 else 0 end as same_supplier,
       (select count(distinct l.item) from delivery_line l
        where l.delivery = d.id and l.item in (select x.item from delivery_line x where x.delivery = ?1)) as same_items
from delivery d
join delivery b on b.id = ?1
left join supplier p on p.id = d.supplier
where d.blind = 0 and d.state in ('open', 'started')
order by same_supplier desc, same_items desc, d.due, d.number
limit ?2
