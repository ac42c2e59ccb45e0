-- What was sold from ?1 on and before ?2, and what came back, by platform, order, item and day of the shop (?3: its
-- offset, milliseconds). What a fact took back counts against what it took back.
select coalesce(o.channel, '') as channel, o.id as order_id, k.item, (k.at + ?3) / 86400000 as day,
       cast(sum(k.sold) as bigint) as sold, cast(sum(k.returned) as bigint) as returned
from (
    select m.item, m.at, m.from_place as place, case when f.kind = 'undone' then 0 else m.quantity end as sold,
           case when f.kind = 'undone' then -m.quantity else 0 end as returned
    from movement m left join fact f on f.id = m.fact
    where m.to_place = 'customer' and m.at >= ?1 and m.at < ?2
    union all
    select m.item, m.at, m.to_place, case when f.kind = 'undone' then -m.quantity else 0 end,
           case when f.kind = 'undone' then 0 else m.quantity end
    from movement m left join fact f on f.id = m.fact
    where m.from_place = 'customer' and m.at >= ?1 and m.at < ?2
) k
left join shipment s on s.parcel = substr(k.place, 8)
left join orders o on o.id = s.order_id
group by coalesce(o.channel, ''), o.id, k.item, (k.at + ?3) / 86400000
