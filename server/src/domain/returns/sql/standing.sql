-- What stands on a plate (?1), and what was put away from it into which bins.
select b.item, i.sku, b.condition, b.quantity, '' as bin from balance b join item i on i.id = b.item
where b.place = ?1 and b.quantity <> 0
union all
select m.item, i.sku, m.condition, cast(sum(case when m.from_place = ?1 then m.quantity else -m.quantity end) as bigint) as quantity,
       n.code as bin
from movement m join item i on i.id = m.item
join bin n on (m.from_place = ?1 and m.to_place = 'bin:' || n.id) or (m.to_place = ?1 and m.from_place = 'bin:' || n.id)
where m.from_place = ?1 or m.to_place = ?1
group by m.item, i.sku, m.condition, n.code
having sum(case when m.from_place = ?1 then m.quantity else -m.quantity end) <> 0
order by sku, bin
