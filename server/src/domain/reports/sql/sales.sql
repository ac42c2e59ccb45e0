-- What was sold from ?1 on and before ?2, by platform, order, item and day of the shop (?3: its offset, milliseconds).
-- Into a parcel comes only what was handed over and taken back: it counts against what was sold. A return that was taken
-- back is no sale.
select coalesce(o.channel, '') as channel, o.id as order_id, k.item, (k.at + ?3) / 86400000 as day,
       cast(sum(k.sold) as bigint) as sold
from (
    select m.item, m.at, m.from_place as place, m.quantity as sold
    from movement m left join fact f on f.id = m.fact
    where m.to_place = 'customer' and m.at >= ?1 and m.at < ?2 and (f.id is null or f.kind <> 'undone')
    union all
    select m.item, m.at, m.to_place, -m.quantity
    from movement m
    where m.from_place = 'customer' and m.at >= ?1 and m.at < ?2 and m.to_place like 'parcel:%'
) k
left join shipment s on s.parcel = substr(k.place, 8)
left join orders o on o.id = s.order_id
group by coalesce(o.channel, ''), o.id, k.item, (k.at + ?3) / 86400000
