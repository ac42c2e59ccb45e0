-- Good pieces that came from suppliers from ?1 on and before ?2 and were not taken back, as they came, with the price of
-- their line and the supplier's tax. Of several lines of an item in one delivery their mean; where one has no price, none.
select m.id, m.at, m.item, m.quantity, s.tax_kind, s.tax_included,
       (select case when min(k.price) > 0 then cast(sum(k.good * k.price) as bigint) / cast(sum(k.good) as bigint)
                    else 0 end
        from (select l.good, case when l.unit_price > 0 then l.unit_price else coalesce(o.price, 0) end as price
              from delivery_line l left join purchase_line o on o.id = l.purchase_line
              where l.delivery = d.id and l.item = m.item and l.good > 0) k) as price
from movement m
join fact f on f.id = m.fact
left join delivery d on d.id = substr(f.task, 10)
left join supplier s on s.id = d.supplier
where m.from_place in ('supplier', 'opening') and m.from_place = 'supplier' and m.at >= ?1 and m.at < ?2
  and m.condition = 'good' and f.kind <> 'undone' and f.undone_by is null
order by m.at, m.id
